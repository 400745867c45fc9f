/** Images that a master brings of itself. Whatever its tags say of them, their bytes decide what they are. */
import type { ByteSource } from '../../stores/index.js';
import type { Attachment } from '../../tracks/index.js';

/** Bytes within a master. */
export interface ByteRange {
  readonly offset: number;
  readonly size: number;
}

/** What the first bytes are, each at its offset. */
const SIGNATURES: readonly (readonly [at: number, signature: string, mediaType: string, name: string])[] = [
  [0, '\xff\xd8\xff', 'image/jpeg', 'cover.jpg'],
  [0, '\x89PNG\r\n', 'image/png', 'cover.png'],
  [8, 'WEBP', 'image/webp', 'cover.webp'],
];
const SIGNATURE_BYTES = 12;

/** The picture as an attachment of the master; undefined for bytes that are none, or of another format. @throws what `read` throws. */
export async function coverAt(
  source: ByteSource,
  { offset, size }: ByteRange,
): Promise<Attachment | undefined> {
  if (size < SIGNATURE_BYTES || offset + size > source.size) return undefined;
  const head = Buffer.from(await source.read(offset, SIGNATURE_BYTES)).toString('latin1');
  for (const [at, signature, mediaType, name] of SIGNATURES)
    if (head.startsWith(signature, at)) return { name, mediaType, offset, size };
  return undefined;
}
