import { BufferedReader, type ByteSource } from '../../stores/index.js';
import type { Attachment } from '../../tracks/index.js';
import { coverAt } from './cover.js';

/** Tags have some dozens. */
const MAX_FRAMES = 256;
const WINDOW_BYTES = 1024;
/** Of a picture's frame, before the picture: a media type and a description. */
const MAX_HEAD_BYTES = 512;
const TAG_HEADER_BYTES = 10;
const UNSYNCHRONISED = 0x80;
const EXTENDED = 0x40;
/** `3`: the front cover. */
const FRONT = 3;

/** How frames are written in one version. */
interface FrameForm {
  readonly picture: string;
  readonly headerBytes: number;
  size(header: Buffer): number;
  /** Whether the contents are neither compressed nor encrypted nor otherwise than they are in the file. */
  isPlain(header: Buffer): boolean;
  /** Where the type of the picture is, after the encoding of the text and its media type. */
  typeAt(head: Buffer): number;
}

const afterMediaType = (head: Buffer) => head.indexOf(0, 1) + 1;
const FORMS: Readonly<Record<number, FrameForm>> = {
  2: {
    ...{ picture: 'PIC', headerBytes: 6 },
    size: (header) => header.readUIntBE(3, 3),
    isPlain: () => true,
    typeAt: () => 4,
  },
  3: {
    ...{ picture: 'APIC', headerBytes: 10 },
    size: (header) => header.readUInt32BE(4),
    isPlain: (header) => header[9] === 0,
    typeAt: afterMediaType,
  },
  4: {
    ...{ picture: 'APIC', headerBytes: 10 },
    size: (header) => synchsafe(header, 4),
    isPlain: (header) => header[9] === 0,
    typeAt: afterMediaType,
  },
};

/**
 * The front cover in an ID3v2 tag at the beginning of a file, else the first picture (ID3v2.2 4.15, ID3v2.3 4.15, ID3v2.4 4.14):
 *
 *     encoding     u8   0 and 3: text ends with one zero; 1 and 2, in UTF-16: with two
 *     media type   Latin-1, and a zero; in version 2 three letters
 *     type         u8
 *     description  text
 *     picture
 *
 * Undefined where there is none that lies in the file as it is. @throws what `read` throws.
 */
export async function id3Cover(source: ByteSource): Promise<Attachment | undefined> {
  const file = new BufferedReader(source, WINDOW_BYTES);
  const tag = Buffer.from(await file.read(0, TAG_HEADER_BYTES + 4));
  const form = FORMS[tag[3] ?? 0];
  if (tag.byteLength < TAG_HEADER_BYTES + 4 || tag.toString('latin1', 0, 3) !== 'ID3' || !form)
    return undefined;
  const flags = tag[5]!;
  if (flags & UNSYNCHRONISED) return undefined;
  const end = TAG_HEADER_BYTES + synchsafe(tag, 6);
  let first: Attachment | undefined;
  for (let at = TAG_HEADER_BYTES + extensionBytes(tag), count = 0; count < MAX_FRAMES; count++) {
    const header = Buffer.from(await file.read(at, form.headerBytes));
    const isFrame = at + form.headerBytes <= end && header.byteLength === form.headerBytes && header[0] !== 0;
    if (!isFrame) break;
    const [content, size] = [at + form.headerBytes, form.size(header)];
    at = content + size;
    if (at > end) break;
    if (!header.toString('latin1').startsWith(form.picture) || !form.isPlain(header)) continue;
    const head = Buffer.from(await file.read(content, Math.min(size, MAX_HEAD_BYTES)));
    const picture = pictureIn(head, form);
    if (!picture) continue;
    const found = await coverAt(source, { offset: content + picture.start, size: size - picture.start });
    if (found && picture.type === FRONT) return found;
    first ??= found;
  }
  return first;
}

/** Where the picture begins in its frame, and of which type it is. */
function pictureIn(head: Buffer, form: FrameForm): { start: number; type: number } | undefined {
  const at = form.typeAt(head);
  const isWide = head[0] === 1 || head[0] === 2;
  let start = at + 1;
  if (at <= 0) return undefined;
  if (isWide) while (start + 1 < head.byteLength && head.readUInt16BE(start) !== 0) start += 2;
  else while (start < head.byteLength && head[start] !== 0) start += 1;
  start += isWide ? 2 : 1;
  return start < head.byteLength ? { start, type: head[at]! } : undefined;
}

/** Of version 3 without its own size, of version 4 with it. */
function extensionBytes(tag: Buffer): number {
  if (!(tag[5]! & EXTENDED) || tag[3] === 2) return 0;
  return tag[3] === 3 ? 4 + tag.readUInt32BE(TAG_HEADER_BYTES) : synchsafe(tag, TAG_HEADER_BYTES);
}

/** Four bytes of seven bits (ID3v2.4 6.2). */
function synchsafe(bytes: Buffer, at: number): number {
  return [0, 1, 2, 3].reduce((sum, i) => sum * 0x80 + (bytes[at + i]! & 0x7f), 0);
}
