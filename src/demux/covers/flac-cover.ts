import { BufferedReader, type ByteSource } from '../../stores/index.js';
import type { Attachment } from '../../tracks/index.js';
import { coverAt } from './cover.js';

/** A file has one of each kind, and a few images. */
const MAX_BLOCKS = 64;
const WINDOW_BYTES = 1024;
const SIGNATURE = 'fLaC';
const HEADER_BYTES = 4;
const IS_LAST = 0x80;
const PICTURE = 6;
/** Width, height, depth and number of colours. */
const SIZE_FIELDS = 16;

/**
 * The first picture of a FLAC file (RFC 9639 8.8):
 *
 *     type         u32
 *     media type   u32 length, ASCII
 *     description  u32 length, UTF-8
 *     width, height, depth, colours   u32 × 4
 *     picture      u32 length
 *
 * @throws what `read` throws.
 */
export async function flacCover(source: ByteSource): Promise<Attachment | undefined> {
  const file = new BufferedReader(source, WINDOW_BYTES);
  if (Buffer.from(await file.read(0, HEADER_BYTES)).toString('latin1') !== SIGNATURE) return undefined;
  for (let at = HEADER_BYTES, count = 0; count < MAX_BLOCKS; count++) {
    const header = Buffer.from(await file.read(at, HEADER_BYTES));
    if (header.byteLength < HEADER_BYTES) return undefined;
    const [kind, size] = [header[0]! & ~IS_LAST, header.readUIntBE(1, 3)];
    const cover = kind === PICTURE && (await pictureIn(source, file, at + HEADER_BYTES, size));
    if (cover) return cover;
    if (header[0]! & IS_LAST) return undefined;
    at += HEADER_BYTES + size;
  }
  return undefined;
}

async function pictureIn(
  source: ByteSource,
  file: BufferedReader,
  block: number,
  size: number,
): Promise<Attachment | undefined> {
  const numberAt = async (at: number) => {
    const bytes = Buffer.from(await file.read(at, 4));
    return bytes.byteLength === 4 ? bytes.readUInt32BE(0) : Number.POSITIVE_INFINITY;
  };
  const description = block + 8 + (await numberAt(block + 4));
  if (description > block + size) return undefined;
  const length = description + 4 + (await numberAt(description)) + SIZE_FIELDS;
  if (length > block + size) return undefined;
  const offset = length + 4;
  const picture = Math.min(await numberAt(length), block + size - offset);
  return coverAt(source, { offset, size: picture });
}
