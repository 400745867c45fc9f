/** Finds the movie in a file: walks the top-level boxes, reads the headers in `moov`, counts the samples of every `moof`. */
import { MAX_FRAGMENT_BYTES, MAX_TOP_LEVEL_BOXES } from '../limits.js';
import { stillImage, tooComplex, truncated } from '../refusals.js';
import { BufferedReader } from '../stores/buffered-reader.js';
import type { ByteSource } from '../stores/store.js';
import { type FileBox, fileBoxesIn } from './file-boxes.js';
import { FragmentCounts } from './fragment-counts.js';
import { type MovieSkeleton, readMovieSkeleton } from './movie-skeleton.js';

/** Large enough for most `moof` boxes, so that a fragment takes one read. */
const WINDOW_BYTES = 4096;

/** Offset and size of a `moof` box in the file. */
export interface FragmentSpan {
  readonly offset: number;
  readonly size: number;
}

export interface MovieFile extends MovieSkeleton {
  /** In bytes. */
  readonly size: number;
  readonly fragments: readonly FragmentSpan[];
  /** Number of samples in all fragments, by track id. */
  readonly fragmentSamples: ReadonlyMap<number, number>;
  /** Whether the major brand is QuickTime's, or `ftyp` is missing, as only QuickTime files have it. */
  readonly quickTime: boolean;
}

const IMAGE_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'mif1', 'avif']);

/**
 * Reads everything of a movie except its sample tables and media.
 * @throws OnplayError `master_truncated` when there is no whole `moov`, `master_still_image` for HEIF and AVIF,
 *         `master_damaged` for malformed boxes, `master_too_complex` for too many boxes or bytes; what `read` throws.
 */
export async function readMovieFile(source: ByteSource): Promise<MovieFile> {
  const file = new BufferedReader(source, WINDOW_BYTES);
  const counts = new FragmentCounts();
  const fragments: FragmentSpan[] = [];
  let movie: MovieSkeleton | undefined;
  let brand = 'qt  ';
  let boxes = 0;
  for await (const box of fileBoxesIn(file, 0, file.size, false)) {
    boxes++;
    if (boxes > MAX_TOP_LEVEL_BOXES) throw tooComplex('it has too many boxes');
    if (box.type === 'ftyp') brand = box.brand;
    else if (box.type === 'moov' && !movie) movie = await readMovieSkeleton(source, requireWhole(box, file));
    else if (box.type === 'moof') {
      counts.add(await readFragment(file, requireWhole(box, file), counts.bytes));
      fragments.push({ offset: box.offset, size: box.size });
    }
  }
  if (!movie) throw IMAGE_BRANDS.has(brand) ? stillImage() : truncated();
  return {
    ...movie,
    size: source.size,
    fragments,
    fragmentSamples: counts.samples,
    quickTime: brand === 'qt  ',
  };
}

function requireWhole(box: FileBox, file: BufferedReader): FileBox {
  if (box.offset + box.size > file.size) throw truncated();
  return box;
}

async function readFragment(
  file: BufferedReader,
  box: FragmentSpan,
  bytesBefore: number,
): Promise<Uint8Array> {
  if (bytesBefore + box.size > MAX_FRAGMENT_BYTES) throw tooComplex('its fragments are impossibly large');
  const bytes = await file.read(box.offset, box.size);
  if (bytes.byteLength < box.size) throw truncated();
  return bytes;
}
