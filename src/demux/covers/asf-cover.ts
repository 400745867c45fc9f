import { BufferedReader, type ByteSource } from '../../stores/index.js';
import type { Attachment } from '../../tracks/index.js';
import { type ByteRange, coverAt } from './cover.js';

const WINDOW_BYTES = 1024;
/** GUIDs as they are stored. */
const HEADER = '3026b2758e66cf11a6d900aa0062ce6c';
const EXTENDED_CONTENT = '40a4d0d207e3d21197f000a0c95ea850';
const HEADER_EXTENSION = 'b503bf5f2ea9cf118ee300c00c205365';
const METADATA_LIBRARY = '941c23449894d149a1411d134e457054';
const [GUID_BYTES, OBJECT_BYTES, HEADER_BYTES, EXTENSION_BYTES] = [16, 24, 30, 46];
const PICTURE = 'WM/Picture';
/** A header has some ten objects, and an object some dozens of attributes. */
const [MAX_OBJECTS, MAX_ATTRIBUTES] = [64, 256];
/** Of a picture, before its bytes: a media type and a description. */
const MAX_HEAD_BYTES = 1024;
const NAME_BYTES = 2 * (PICTURE.length + 1);

/**
 * The first picture of an ASF file, such as `wma` (Advanced Systems Format 3.1, 3.4, 3.11, 4.8): in its extended content description, or in its
 * metadata library, where larger ones are. Its attribute has
 *
 *     type         u8
 *     size         u32, of the picture
 *     media type   UTF-16, and a zero
 *     description  UTF-16, and a zero
 *     picture
 *
 * @throws what `read` throws.
 */
export async function asfCover(source: ByteSource): Promise<Attachment | undefined> {
  const file = new AsfReader(source);
  const header = await file.object(0);
  if (header?.guid !== HEADER) return undefined;
  for await (const picture of picturesIn(file, HEADER_BYTES, header.end)) {
    const cover = await coverAt(source, picture);
    if (cover) return cover;
  }
  return undefined;
}

/** The images in the objects of [start, end). */
async function* picturesIn(file: AsfReader, start: number, end: number): AsyncGenerator<ByteRange, void> {
  let at = start;
  for (let count = 0; count < MAX_OBJECTS && at + OBJECT_BYTES <= end; count++) {
    const object = await file.object(at);
    if (!object || object.end > end) return;
    if (object.guid === EXTENDED_CONTENT) yield* file.attributes(at, object.end, false);
    else if (object.guid === METADATA_LIBRARY) yield* file.attributes(at, object.end, true);
    else if (object.guid === HEADER_EXTENSION && start === HEADER_BYTES)
      yield* picturesIn(file, at + EXTENSION_BYTES, object.end);
    at = object.end;
  }
}

class AsfReader {
  readonly #file: BufferedReader;

  constructor(source: ByteSource) {
    this.#file = new BufferedReader(source, WINDOW_BYTES);
  }

  /** The object at an offset, and where it ends; undefined where there is none. */
  async object(at: number): Promise<{ readonly guid: string; readonly end: number } | undefined> {
    const head = await this.#bytes(at, OBJECT_BYTES);
    if (!head) return undefined;
    const size = Number(head.readBigUInt64LE(GUID_BYTES));
    return size < OBJECT_BYTES ? undefined : { guid: head.toString('hex', 0, GUID_BYTES), end: at + size };
  }

  /**
   * The images among the attributes of an object: u16 how many, then each with u16 the size of its name, the name, u16 its type, u16 its size,
   * and the value; in a library u16 language, u16 stream, u16 size of the name, u16 type, u32 size, and then both.
   */
  async *attributes(object: number, end: number, isLibrary: boolean): AsyncGenerator<ByteRange, void> {
    const counted = await this.#bytes(object + OBJECT_BYTES, 2);
    let at = object + OBJECT_BYTES + 2;
    for (let left = Math.min(counted?.readUInt16LE() ?? 0, MAX_ATTRIBUTES); left > 0 && at < end; left--) {
      const attribute = await (isLibrary ? this.#record(at) : this.#descriptor(at));
      if (!attribute || attribute.offset + attribute.size > end) return;
      const picture = attribute.name === PICTURE ? await this.#picture(attribute) : undefined;
      if (picture) yield picture;
      at = attribute.offset + attribute.size;
    }
  }

  async #descriptor(at: number) {
    const nameBytes = (await this.#bytes(at, 2))?.readUInt16LE() ?? 0;
    const fields = await this.#bytes(at + 2 + nameBytes, 4);
    if (!fields) return undefined;
    const offset = at + 2 + nameBytes + 4;
    return { name: await this.#name(at + 2, nameBytes), offset, size: fields.readUInt16LE(2) };
  }

  async #record(at: number) {
    const fields = await this.#bytes(at, 12);
    if (!fields) return undefined;
    const nameBytes = fields.readUInt16LE(4);
    const offset = at + 12 + nameBytes;
    return { name: await this.#name(at + 12, nameBytes), offset, size: fields.readUInt32LE(8) };
  }

  async #name(at: number, size: number): Promise<string> {
    const bytes = await this.#bytes(at, Math.min(size, NAME_BYTES));
    return bytes?.toString('utf16le').replace(/\0.*/s, '') ?? '';
  }

  async #picture({ offset, size }: ByteRange): Promise<ByteRange | undefined> {
    const head = await this.#bytes(offset, Math.min(size, MAX_HEAD_BYTES));
    if (!head || head.byteLength < 5) return undefined;
    let at = 5;
    for (let texts = 0; texts < 2; texts++) {
      while (at + 2 <= head.byteLength && head.readUInt16LE(at) !== 0) at += 2;
      at += 2;
    }
    const picture = head.readUInt32LE(1);
    return at + picture <= size ? { offset: offset + at, size: picture } : undefined;
  }

  /** Undefined where the file ends first. */
  async #bytes(at: number, size: number): Promise<Buffer | undefined> {
    const bytes = Buffer.from(await this.#file.read(at, size));
    return bytes.byteLength === size ? bytes : undefined;
  }
}
