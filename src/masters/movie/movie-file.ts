/** Finds the movie in a file: walks the top-level boxes and reads `moov` and every `moof`, never `mdat`. */
import { damaged, stillImage, truncated } from '../refusals.js';
import type { ByteSource } from '../stores/store.js';
import { boxType, viewOf } from './boxes.js';

/** A 4-hour, 60 fps master has a `moov` of about 20 MB; ten times that is not a movie that anybody made. */
const MAX_MOOV_BYTES = 256 * 1024 * 1024;
const MAX_MOOF_BYTES = 16 * 1024 * 1024;
const MAX_TOP_LEVEL_BOXES = 500_000;
/** Enough for most `moof` boxes, so that a fragment costs one read. */
const READ_BYTES = 4096;

export interface MovieFragment {
  /** Offset of the `moof` box in the file. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface MovieFile {
  /** The whole `moov` box. */
  readonly moov: Uint8Array;
  readonly fragments: readonly MovieFragment[];
  /** Whether the file calls itself QuickTime, or says nothing, which only QuickTime does. */
  readonly quickTime: boolean;
}

const IMAGE_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'mif1', 'avif']);

/**
 * @throws OnplayError `master_truncated` when there is media and no `moov`, `master_still_image` for HEIF and AVIF,
 *         `master_damaged` for impossible boxes.
 */
export async function readMovieFile(source: ByteSource): Promise<MovieFile> {
  let moov: Uint8Array | undefined;
  let brand = 'qt  ';
  const fragments: MovieFragment[] = [];
  for await (const box of topLevelBoxes(source)) {
    if (box.type === 'ftyp') brand = boxType(box.head, 8);
    else if (box.type === 'moov') moov ??= await wholeBox(source, box, MAX_MOOV_BYTES);
    else if (box.type === 'moof') {
      fragments.push({ offset: box.offset, bytes: await wholeBox(source, box, MAX_MOOF_BYTES) });
    }
  }
  if (!moov) throw IMAGE_BRANDS.has(brand) ? stillImage() : truncated();
  return { moov, fragments, quickTime: brand === 'qt  ' };
}

interface TopLevelBox {
  readonly type: string;
  readonly offset: number;
  readonly size: number;
  /** The box's first bytes, as far as they were read. */
  readonly head: Uint8Array;
}

async function* topLevelBoxes(source: ByteSource): AsyncGenerator<TopLevelBox> {
  let offset = 0;
  for (let count = 0; source.size - offset >= 8; count++) {
    if (count === MAX_TOP_LEVEL_BOXES) throw damaged('it has too many boxes');
    const head = await source.read(offset, READ_BYTES);
    const size = topLevelSize(head, source.size - offset);
    yield { type: boxType(head, 4), offset, size, head };
    offset += size;
  }
}

/** Size of the box that begins with these bytes; 0 means up to the end of the file (ISO 14496-12 4.2). */
function topLevelSize(head: Uint8Array, remaining: number): number {
  const view = viewOf(head);
  const size32 = view.getUint32(0);
  if (size32 === 0) return remaining;
  if (size32 !== 1) {
    if (size32 < 8) throw damaged('a box has an impossible size');
    return size32;
  }
  if (head.byteLength < 16) throw truncated();
  const size = Number(view.getBigUint64(8));
  if (size < 16) throw damaged('a box has an impossible size');
  return size;
}

async function wholeBox(source: ByteSource, box: TopLevelBox, maxBytes: number): Promise<Uint8Array> {
  if (box.size > maxBytes) throw damaged('its movie header is impossibly large');
  if (box.size <= box.head.byteLength) return box.head.subarray(0, box.size);
  const bytes = await source.read(box.offset, box.size);
  if (bytes.byteLength < box.size) throw truncated();
  return bytes;
}
