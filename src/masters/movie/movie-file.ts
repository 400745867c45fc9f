/** Finds the movie in a file: walks the top-level boxes and reads `moov` and every `moof`, never `mdat`. */
import { damaged, stillImage, truncated } from '../refusals.js';
import { ReadAhead } from '../stores/read-ahead.js';
import type { ByteSource } from '../stores/store.js';
import { boxType, viewOf } from './boxes.js';

/** A 4-hour, 60 fps master has a `moov` of about 20 MB; ten times that is not a movie that anybody made. */
const MAX_MOOV_BYTES = 256 * 1024 * 1024;
/** All `moof` boxes together. */
const MAX_MOOF_BYTES = 256 * 1024 * 1024;
const MAX_TOP_LEVEL_BOXES = 500_000;
/** Enough for most `moof` boxes, so that a fragment costs one read. */
const WINDOW_BYTES = 4096;
/** Size, type and large size of a box (ISO 14496-12 4.2); with them the major brand of `ftyp`. */
const HEADER_BYTES = 16;

export interface MovieFragment {
  /** Offset of the `moof` box in the file. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface MovieFile {
  /** In bytes. */
  readonly size: number;
  /** The whole `moov` box. */
  readonly moov: Uint8Array;
  readonly fragments: readonly MovieFragment[];
  /** Whether the file calls itself QuickTime, or says nothing, which only QuickTime does. */
  readonly quickTime: boolean;
}

const IMAGE_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'mif1', 'avif']);

/**
 * @throws OnplayError `master_truncated` when there is media and no `moov`, `master_still_image` for HEIF and AVIF,
 *         `master_damaged` for impossible boxes; what reading throws.
 */
export async function readMovieFile(source: ByteSource): Promise<MovieFile> {
  const file = new ReadAhead(source, WINDOW_BYTES);
  let moov: Uint8Array | undefined;
  let brand = 'qt  ';
  let room = MAX_MOOF_BYTES;
  const fragments: MovieFragment[] = [];
  for await (const box of topLevelBoxes(file)) {
    if (box.type === 'ftyp') brand = box.brand;
    else if (box.type === 'moov') moov ??= await wholeBox(file, box, MAX_MOOV_BYTES);
    else if (box.type === 'moof') {
      const bytes = await wholeBox(file, box, room);
      room -= bytes.byteLength;
      fragments.push({ offset: box.offset, bytes });
    }
  }
  if (!moov) throw IMAGE_BRANDS.has(brand) ? stillImage() : truncated();
  return { size: source.size, moov, fragments, quickTime: brand === 'qt  ' };
}

interface TopLevelBox {
  readonly type: string;
  readonly offset: number;
  readonly size: number;
  /** What an `ftyp` box has as its major brand. */
  readonly brand: string;
}

async function* topLevelBoxes(file: ReadAhead): AsyncGenerator<TopLevelBox> {
  let offset = 0;
  for (let count = 0; file.size - offset >= 8; count++) {
    if (count === MAX_TOP_LEVEL_BOXES) throw damaged('it has too many boxes');
    const head = await file.read(offset, HEADER_BYTES);
    const size = boxSize(head, file.size - offset);
    yield { type: boxType(head, 4), offset, size, brand: boxType(head, 8) };
    offset += size;
  }
}

/** Size of the box that begins with these bytes; 0 means up to the end of the file (ISO 14496-12 4.2). */
function boxSize(head: Uint8Array, remaining: number): number {
  if (head.byteLength < 8) throw truncated();
  const view = viewOf(head);
  const size32 = view.getUint32(0);
  if (size32 === 0) return remaining;
  if (size32 === 1 && head.byteLength < 16) throw truncated();
  const size = size32 === 1 ? Number(view.getBigUint64(8)) : size32;
  if (size < (size32 === 1 ? 16 : 8)) throw damaged('a box has an impossible size');
  return size;
}

async function wholeBox(file: ReadAhead, box: TopLevelBox, maxBytes: number): Promise<Uint8Array> {
  if (box.size > maxBytes) throw damaged('its movie header is impossibly large');
  if (box.offset + box.size > file.size) throw truncated();
  const bytes = await file.read(box.offset, box.size);
  if (bytes.byteLength < box.size) throw truncated();
  return bytes;
}
