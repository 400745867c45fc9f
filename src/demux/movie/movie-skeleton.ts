/** Reads the boxes of `moov` that describe its tracks, and locates their sample tables without reading them. */
import { box, CHUNK_COUNT_OFFSET, SAMPLE_COUNT_OFFSET, SAMPLE_SIZE_OFFSET } from '../../isobmff/index.js';
import { BufferedReader, type ByteSource } from '../../stores/index.js';
import { tooComplex, truncated } from '../../tracks/index.js';
import { type FileBox, fileBoxesIn } from './file-boxes.js';
import { MAX_HEADER_BOX_BYTES, MAX_HEADER_BYTES, MAX_MOVIE_BOXES } from './limits.js';

/** The sample tables of one track. */
export interface TrackTables {
  /** Offset and size of the `stbl` box in the file. */
  readonly offset: number;
  readonly size: number;
  /** Samples and chunks that it claims to have. */
  readonly sampleCount: number;
  readonly chunkCount: number;
  /** Of every sample by `stsz`, in bytes; 0 where they differ. */
  readonly sampleSize: number;
}

export interface MovieSkeleton {
  /** A `moov` box with only those boxes of the file's `moov` that are read. */
  readonly moov: Uint8Array;
  /** For each of its `trak` boxes; undefined for one without `stbl`. */
  readonly tables: readonly (TrackTables | undefined)[];
  /** Where user data is (ISO 14496-12 8.10.1): of the movie, and of each of its tracks. */
  readonly userData: UserDataSpans;
}

export interface UserDataSpans {
  readonly movie: FileBox | undefined;
  readonly tracks: readonly (FileBox | undefined)[];
}

/** The children that are copied of each container box (ISO 14496-12 6.2.3). Other boxes are copied whole. */
const COPIED_CHILDREN: Readonly<Record<string, readonly string[]>> = {
  moov: ['mvhd', 'trak', 'mvex'],
  mvex: ['trex'],
  trak: ['tkhd', 'edts', 'tref', 'mdia'],
  edts: ['elst'],
  mdia: ['mdhd', 'hdlr', 'elng', 'minf'],
  minf: ['dinf', 'stbl'],
  dinf: ['dref'],
  stbl: ['stsd'],
};
/** Larger than most tracks' boxes apart from the tables, so that one read has them all. */
const WINDOW_BYTES = 16 * 1024;

/**
 * @param box a `moov` box that lies in the file.
 * @throws OnplayError `master_damaged` for malformed boxes, `master_too_complex` for too many or too large ones; what
 *         `read` throws.
 */
export async function readMovieSkeleton(source: ByteSource, box: FileBox): Promise<MovieSkeleton> {
  const reader = new SkeletonReader(source);
  return { moov: await reader.read(box), tables: reader.tables, userData: reader.userData };
}

class SkeletonReader {
  readonly tables: (TrackTables | undefined)[] = [];
  #movieData: FileBox | undefined;
  readonly #trackData: (FileBox | undefined)[] = [];
  readonly #file: BufferedReader;
  #boxesLeft = MAX_MOVIE_BOXES;
  #bytesLeft = MAX_HEADER_BYTES;

  constructor(source: ByteSource) {
    this.#file = new BufferedReader(source, WINDOW_BYTES);
  }

  get userData(): UserDataSpans {
    return { movie: this.#movieData, tracks: this.#trackData };
  }

  read(box: FileBox): Promise<Uint8Array> {
    if (box.type === 'trak') {
      this.tables.push(undefined);
      this.#trackData.push(undefined);
    }
    const copied = COPIED_CHILDREN[box.type];
    return copied ? this.#readContainer(box, copied) : this.#readWhole(box);
  }

  async #readContainer(container: FileBox, copied: readonly string[]): Promise<Uint8Array> {
    const children: Uint8Array[] = [];
    const counts = new Map<string, number>();
    for await (const child of fileBoxesIn(
      this.#file,
      container.contentStart,
      container.offset + container.size,
    )) {
      this.#boxesLeft--;
      if (this.#boxesLeft < 0) throw tooComplex('its movie header has too many boxes');
      const { type } = child;
      if (copied.includes(type)) children.push(await this.read(child));
      if (type === 'udta') this.#recordUserData(container.type, child);
      const at = container.type === 'stbl' && !counts.has(type) ? COUNT_OFFSETS[type] : undefined;
      if (at !== undefined) counts.set(type, await this.#u32At(child, at));
      if (at !== undefined && type === 'stsz')
        counts.set(SAMPLE_SIZE, await this.#u32At(child, SAMPLE_SIZE_OFFSET));
    }
    if (container.type === 'stbl') this.#recordTables(container, counts);
    return box(container.type, ...children);
  }

  #recordUserData(container: string, udta: FileBox): void {
    if (container === 'moov') this.#movieData ??= udta;
    if (container === 'trak') this.#trackData[this.#trackData.length - 1] ??= udta;
  }

  /** Only the first `stbl` of a track is used. */
  #recordTables({ offset, size }: FileBox, counts: ReadonlyMap<string, number>): void {
    const sampleCount = counts.get('stsz') ?? counts.get('stz2') ?? 0;
    const chunkCount = counts.get('co64') ?? counts.get('stco') ?? 0;
    const sampleSize = counts.get(SAMPLE_SIZE) ?? 0;
    if (this.tables.length > 0)
      this.tables[this.tables.length - 1] ??= { offset, size, sampleCount, chunkCount, sampleSize };
  }

  async #readWhole({ offset, size }: FileBox): Promise<Uint8Array> {
    this.#bytesLeft -= size;
    if (size > MAX_HEADER_BOX_BYTES || this.#bytesLeft < 0)
      throw tooComplex('its movie header is impossibly large');
    const bytes = await this.#file.read(offset, size);
    if (bytes.byteLength < size) throw truncated();
    return bytes;
  }

  async #u32At({ contentStart, offset, size }: FileBox, at: number): Promise<number> {
    if (contentStart + at + 4 > offset + size) return 0;
    const bytes = await this.#file.read(contentStart + at, 4);
    return bytes.byteLength < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  }
}

/** What `stsz` states for every sample, among the counts of a track. */
const SAMPLE_SIZE = 'sample size';

/** Where the numbers of samples and of chunks stand in the contents of tables. */
const COUNT_OFFSETS: Readonly<Record<string, number>> = {
  stsz: SAMPLE_COUNT_OFFSET,
  stz2: SAMPLE_COUNT_OFFSET,
  stco: CHUNK_COUNT_OFFSET,
  co64: CHUNK_COUNT_OFFSET,
};
