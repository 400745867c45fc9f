/** Finds the movie in a file: walks the top-level boxes, reads the headers in `moov`, counts the samples of every `moof`. */
import { SHORT_HEADER_BYTES } from '../../isobmff/index.js';
import { BufferedReader, type ByteSource } from '../../stores/index.js';
import { damaged, stillImage, tooComplex, truncated } from '../../tracks/index.js';
import { type FileBox, fileBoxAt } from './file-boxes.js';
import { FragmentCounts } from './fragment-counts.js';
import { MAX_FRAGMENT_BYTES, MAX_TOP_LEVEL_BOXES } from './limits.js';
import type { MovieResume } from './movie-resume.js';
import { type MovieSkeleton, readMovieSkeleton } from './movie-skeleton.js';

/** Large enough for most `moof` boxes, so that a fragment takes one read. */
const WINDOW_BYTES = 4096;

/** Offset and size of a `moof` box in the file. */
interface FragmentSpan {
  readonly offset: number;
  readonly size: number;
}

export interface MovieFile extends MovieSkeleton {
  /** In bytes. */
  readonly size: number;
  /** Those that are whole, up to where the file ends or is no longer readable; behind `resume`, where that is given. */
  readonly fragments: readonly FragmentSpan[];
  /** The samples of earlier fragments. */
  readonly resume?: MovieResume;
  /** Number of samples in all fragments, by track id. */
  readonly fragmentSamples: ReadonlyMap<number, number>;
  /** Whether the file ends within a fragment: more may be missing than its tables tell of. The index at the end is not missed. */
  readonly isCutOff: boolean;
  /** Whether the major brand is QuickTime's, or `ftyp` is missing, as only QuickTime files have it. */
  readonly quickTime: boolean;
}

const IMAGE_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'mif1', 'avif']);

/**
 * Reads everything of a movie except its sample tables and media. A fragmented file that was cut off is read as far as its
 * fragments are whole: what is at its end may be any part of a box, or the zeros of a disk that lost power.
 * @throws OnplayError `master_truncated` when there is no whole `moov`, `master_still_image` for HEIF and AVIF,
 *         `master_damaged` for malformed boxes, `master_too_complex` for too many boxes or bytes; what `read` throws.
 * @param resume of an earlier look at the file: then fragments are only read behind that.
 */
export function readMovieFile(source: ByteSource, resume?: MovieResume): Promise<MovieFile> {
  return new MovieFileReader(source, resume).read();
}

class MovieFileReader {
  readonly #source: ByteSource;
  readonly #file: BufferedReader;
  readonly #resume: MovieResume | undefined;
  readonly #counts: FragmentCounts;
  readonly #fragments: FragmentSpan[] = [];
  #isResumed = false;
  #movie: MovieSkeleton | undefined;
  #brand = 'qt  ';
  #isCutOff = false;

  constructor(source: ByteSource, resume: MovieResume | undefined) {
    this.#source = source;
    this.#resume = resume;
    this.#counts = new FragmentCounts(resume?.fragmentSamples);
    this.#file = new BufferedReader(source, WINDOW_BYTES);
  }

  async read(): Promise<MovieFile> {
    await this.#readBoxes();
    if (!this.#movie) throw IMAGE_BRANDS.has(this.#brand) ? stillImage() : truncated();
    return {
      ...this.#movie,
      size: this.#source.size,
      fragments: this.#fragments,
      fragmentSamples: this.#counts.samples,
      isCutOff: this.#isCutOff,
      ...(this.#resume && { resume: this.#resume }),
      quickTime: this.#brand === 'qt  ',
    };
  }

  async #readBoxes(): Promise<void> {
    const { size } = this.#file;
    let boxes = 0;
    for (let offset = 0; size - offset >= SHORT_HEADER_BYTES; ) {
      if (++boxes > MAX_TOP_LEVEL_BOXES) throw tooComplex('it has too many boxes');
      const box = await fileBoxAt(this.#file, offset, size);
      if (box === undefined || box === 'impossible') return this.#endWithin(box);
      if (box.type === 'moof' && this.#resume && !this.#isResumed) {
        this.#isResumed = true;
        offset = this.#resume.at;
        continue;
      }
      await this.#readBox(box);
      offset += box.size;
    }
  }

  async #readBox(box: FileBox): Promise<void> {
    const isWhole = box.offset + box.size <= this.#file.size;
    if (box.type === 'ftyp') this.#brand = box.brand;
    else if (box.type === 'moov' && !this.#movie) {
      if (!isWhole) throw truncated();
      this.#movie = await readMovieSkeleton(this.#source, box);
    } else if (box.type === 'moof' && isWhole) await this.#readFragment(box);
    else if (box.type === 'moof' || (box.type === 'mdat' && this.#hasFragments)) this.#isCutOff = !isWhole;
  }

  /** At bytes that are no whole header of a box. */
  #endWithin(box: 'impossible' | undefined): void {
    if (this.#movie && this.#hasFragments) this.#isCutOff = true;
    else if (box === 'impossible') throw damaged('a box has an impossible size');
    else throw truncated();
  }

  get #hasFragments(): boolean {
    return this.#isResumed || this.#fragments.length > 0;
  }

  async #readFragment({ offset, size }: FileBox): Promise<void> {
    if (this.#counts.bytes + size > MAX_FRAGMENT_BYTES)
      throw tooComplex('its fragments are impossibly large');
    const bytes = await this.#file.read(offset, size);
    if (bytes.byteLength < size) throw truncated();
    this.#counts.add(bytes);
    this.#fragments.push({ offset, size });
  }
}
