/** Pictures that a master brings of itself. Whatever its tags say of them, their bytes decide what they are. */
import type { ByteSource } from '../../stores/index.js';
import type { Attachment } from '../../tracks/index.js';

/** Bytes within a master. */
export interface ByteRange {
  readonly offset: number;
  readonly size: number;
}

const SIGNATURES: readonly (readonly [form: RegExp, mediaType: string, name: string])[] = [
  [/^\xff\xd8\xff/, 'image/jpeg', 'cover.jpg'],
  [/^\x89PNG\r\n\x1a\n/, 'image/png', 'cover.png'],
  [/^RIFF[^]{4}WEBP/, 'image/webp', 'cover.webp'],
];
const SIGNATURE_BYTES = 12;

/** The picture as an attachment of the master; undefined for bytes that are none, or of another format. @throws what `read` throws. */
export async function coverAt(
  source: ByteSource,
  { offset, size }: ByteRange,
): Promise<Attachment | undefined> {
  if (size < SIGNATURE_BYTES || offset + size > source.size) return undefined;
  const head = Buffer.from(await source.read(offset, SIGNATURE_BYTES)).toString('latin1');
  const found = SIGNATURES.find(([form]) => form.test(head));
  return found && { name: found[2], mediaType: found[1], offset, size };
}
