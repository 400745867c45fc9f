/** Reads of a `moov` box what says something about its tracks, and finds their sample tables without reading them. */
import { MAX_HEADER_BOX_BYTES, MAX_HEADER_BYTES, MAX_MOVIE_BOXES } from '../limits.js';
import { tooComplex, truncated } from '../refusals.js';
import { BufferedReader } from '../stores/buffered-reader.js';
import type { ByteSource } from '../stores/store.js';
import { viewOf } from './boxes.js';
import { type FileBox, fileBoxesIn } from './file-boxes.js';

/** The sample tables of one track. */
export interface TrackTables {
  /** Where the `stbl` box lies in the file. */
  readonly offset: number;
  readonly size: number;
  /** How many samples and chunks it says it has. */
  readonly sampleCount: number;
  readonly chunkCount: number;
}

export interface MovieSkeleton {
  /** A `moov` box that holds those of the file's boxes that are read whole. */
  readonly moov: Uint8Array;
  /** Of each of its `trak` boxes; undefined where it has none. */
  readonly tables: readonly (TrackTables | undefined)[];
}

/** Which boxes are kept of those that hold others (ISO 14496-12 6.2.3). All others are read whole. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  moov: ['mvhd', 'trak', 'mvex'],
  mvex: ['trex'],
  trak: ['tkhd', 'edts', 'tref', 'mdia'],
  edts: ['elst'],
  mdia: ['mdhd', 'hdlr', 'elng', 'minf'],
  minf: ['dinf', 'stbl'],
  dinf: ['dref'],
  stbl: ['stsd'],
};
/** Enough for most movies beside their tables, so that one read finds all boxes of a track. */
const WINDOW_BYTES = 16 * 1024;
const BOX_HEADER = 8;

/**
 * @param box a `moov` box that lies in the file.
 * @throws OnplayError `master_damaged` for impossible boxes, `master_too_complex` for more of them than any movie has;
 *         what reading throws.
 */
export async function readMovieSkeleton(source: ByteSource, box: FileBox): Promise<MovieSkeleton> {
  const reader = new SkeletonReader(source);
  return { moov: await reader.read(box), tables: reader.tables };
}

class SkeletonReader {
  readonly tables: (TrackTables | undefined)[] = [];
  readonly #file: BufferedReader;
  #boxesLeft = MAX_MOVIE_BOXES;
  #bytesLeft = MAX_HEADER_BYTES;

  constructor(source: ByteSource) {
    this.#file = new BufferedReader(source, WINDOW_BYTES);
  }

  read(box: FileBox): Promise<Uint8Array> {
    if (box.type === 'trak') this.tables.push(undefined);
    const kept = KEPT[box.type];
    return kept ? this.#readHolder(box, kept) : this.#readWhole(box);
  }

  async #readHolder(holder: FileBox, kept: readonly string[]): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    const counts = new Map<string, number>();
    for await (const box of fileBoxesIn(this.#file, holder.contentStart, holder.offset + holder.size)) {
      this.#boxesLeft--;
      if (this.#boxesLeft < 0) throw tooComplex('its movie header has too many boxes');
      if (kept.includes(box.type)) parts.push(await this.read(box));
      const at = holder.type === 'stbl' && !counts.has(box.type) ? COUNTS[box.type] : undefined;
      if (at !== undefined) counts.set(box.type, await this.#numberAt(box, at));
    }
    if (holder.type === 'stbl') this.#found(holder, counts);
    return boxOf(holder.type, parts);
  }

  /** The first `stbl` of a track is the one that counts. */
  #found({ offset, size }: FileBox, counts: ReadonlyMap<string, number>): void {
    const sampleCount = counts.get('stsz') ?? counts.get('stz2') ?? 0;
    const chunkCount = counts.get('co64') ?? counts.get('stco') ?? 0;
    if (this.tables.length > 0)
      this.tables[this.tables.length - 1] ??= { offset, size, sampleCount, chunkCount };
  }

  async #readWhole({ offset, size }: FileBox): Promise<Uint8Array> {
    this.#bytesLeft -= size;
    if (size > MAX_HEADER_BOX_BYTES || this.#bytesLeft < 0)
      throw tooComplex('its movie header is impossibly large');
    const bytes = await this.#file.read(offset, size);
    if (bytes.byteLength < size) throw truncated();
    return bytes;
  }

  async #numberAt({ contentStart, offset, size }: FileBox, at: number): Promise<number> {
    if (contentStart + at + 4 > offset + size) return 0;
    const bytes = await this.#file.read(contentStart + at, 4);
    return bytes.byteLength < 4 ? 0 : viewOf(bytes).getUint32(0);
  }
}

/** Where tables have the number of their entries (8.7.3.2, 8.7.5.2), after a box's header. */
const COUNTS: Readonly<Record<string, number>> = { stsz: 8, stz2: 8, stco: 4, co64: 4 };

function boxOf(type: string, contents: readonly Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(BOX_HEADER);
  header.writeUInt32BE(contents.reduce((sum, part) => sum + part.byteLength, BOX_HEADER));
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...contents]);
}
