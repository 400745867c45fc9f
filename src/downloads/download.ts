/**
 * An asset as a file: a header, then what the layout makes of the very segments that are streamed, in the order of their time.
 * The bytes follow from the recipes of the tracks alone, so they are the same for every client, at any time.
 */
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Asset } from '../assets/index.js';
import { OnplayError } from '../shared/errors.js';
import type { ChosenTracks } from './choose-tracks.js';
import { type BackgroundSegments, type Downloader, type FileSources, fetchSegment } from './fetch-segment.js';
import type { FileContents, FileLayout } from './file-layout.js';
import { fragmentedLayout } from './fragmented-layout.js';
import { canBePlain, plainLayout } from './plain-layout.js';
import { produceAhead } from './produce-ahead.js';
import {
  mediaVariant,
  type OrderedSegment,
  SegmentOrder,
  storedFile,
  storedSegment,
} from './segment-order.js';

/** Of how many stretches of time the segments are produced ahead at most: some 2 MB each at 1080p, for each download. */
const MAX_STRETCHES = 8;

/** Segments whose sizes are looked up between two turns of the event loop: a millisecond. */
const SIZES_AT_ONCE = 20_000;

/** How text becomes a track: changes with every change to that. */
const TEXT_LAYOUT = 'mov_text 1';

/** A place in the file. */
interface Position {
  /** The part of the file, of which 0 is the header. */
  readonly part: number;
  /** Bytes into the part. */
  readonly offset: number;
}

export class Download {
  /** A strong entity tag, known before anything was produced. */
  readonly etag: string;
  readonly #layout: FileLayout;
  readonly #segments: BackgroundSegments;
  readonly #order: SegmentOrder;
  #knownSizes: Float64Array | undefined;
  #header: Uint8Array | undefined;

  /** Costs little, however long the file is. */
  constructor(asset: Asset, { video, audio, text }: ChosenTracks, sources: FileSources) {
    const variants = [...(video ? [video] : []), ...audio].map((rendition) => mediaVariant(asset, rendition));
    this.#segments = sources.segments;
    this.#order = new SegmentOrder(variants);
    const create = canBePlain(asset, variants) ? plainLayout : fragmentedLayout;
    const contents = { asset, variants, text, order: this.#order };
    this.#layout = create(contents, sources);
    this.etag = etagOf(this.#layout, contents);
  }

  /**
   * The size of the file in bytes; undefined if it is not known before further segments are produced.
   * @throws OnplayError what writing the header throws.
   */
  async size(downloader: Downloader): Promise<number | undefined> {
    await this.#learnSizes();
    const isKnown = this.#layout.sizeOf(0) === undefined || !this.#isMissing();
    if (isKnown) await this.prepare(downloader);
    return this.#isMissing() ? undefined : this.#sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Writes the header, if that was not done. @throws OnplayError what producing init segments throws. */
  async prepare(downloader: Downloader): Promise<void> {
    if (this.#header) return;
    const { header, sizes } = await this.#layout.head(downloader);
    this.#header = header;
    this.#sizes[0] = header.byteLength;
    if (sizes) this.#sizes.set(sizes, 1);
  }

  /**
   * Finds a byte of the file, for which everything before it has to be produced unless its size is known. Undefined if it
   * lies beyond the end. Call `prepare` before.
   * @throws OnplayError what producing segments throws.
   */
  async find(byte: number, downloader: Downloader): Promise<Position | undefined> {
    await this.#learnSizes();
    let start = 0;
    for (let part = 0; part < this.#sizes.length; part++) {
      if (this.#sizes[part] === 0 && part <= this.#order.length) await this.#produceFrom(part, downloader);
      const end = start + this.#sizes[part]!;
      if (byte < end) return { part, offset: byte - start };
      start = end;
    }
    return undefined;
  }

  /**
   * Yields the file from a position that `find` returned to its end, in pieces of at most the size of a segment. Segments are
   * produced ahead of the reader, but no more than a few.
   * @throws OnplayError what producing segments throws.
   */
  async *read({ part, offset }: Position, downloader: Downloader): AsyncGenerator<Uint8Array, void> {
    if (part === 0) yield this.#header!.subarray(offset);
    let skipped = part === 0 ? 0 : offset;
    for await (const pieces of this.#parts(Math.max(part, 1), downloader)) {
      for (const piece of pieces) {
        if (skipped < piece.byteLength) yield piece.subarray(skipped);
        skipped = Math.max(0, skipped - piece.byteLength);
      }
    }
    yield this.#layout.tail(this.#sizes).subarray(skipped);
  }

  /** Produces the parts from `part` on, one after the other, until the first whose size is known. */
  async #produceFrom(part: number, downloader: Downloader): Promise<void> {
    for await (const _ of this.#parts(part, downloader)) {
      part += 1;
      if (this.#sizes[part] !== 0) return;
    }
  }

  #parts(first: number, { client, signal }: Downloader): AsyncGenerator<readonly Uint8Array[], void> {
    return produceAhead(this.#numbered(first), this.#ahead, async ([part, ordered], left) => {
      const waiting = { client, signal: AbortSignal.any([signal, left]) };
      const ref = storedSegment(ordered.variant, ordered.segment);
      const bytes = await fetchSegment(this.#segments, ref, waiting);
      const pieces = this.#layout.write(bytes, ordered, part);
      const size = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
      this.#recordSize(part, size);
      return pieces;
    });
  }

  /**
   * How many segments are produced while one is sent: of as many stretches as there are slots, and of one more, since they are sent in
   * order and the first may take longest.
   */
  get #ahead(): number {
    const stretches = Math.min(MAX_STRETCHES, this.#segments.slots + 1);
    return stretches * this.#order.tracks - 1;
  }

  /** The segments from a part of the file on, each with the number of its part. */
  *#numbered(part: number): Generator<[part: number, ordered: OrderedSegment], void> {
    for (const ordered of this.#order.from(part - 1)) yield [part++, ordered];
  }

  /** Of the parts of the file in bytes; 0 for those that are not known. Made when asked for first: the entity tag needs none. */
  get #sizes(): Float64Array {
    if (!this.#knownSizes) {
      this.#knownSizes = new Float64Array(this.#order.length + 2);
      this.#knownSizes[this.#order.length + 1] = this.#layout.tailBytes;
    }
    return this.#knownSizes;
  }

  #isMissing(): boolean {
    return this.#sizes.subarray(1, this.#order.length + 1).includes(0);
  }

  /** What is known of the sizes of segments that were produced for anybody. */
  async #learnSizes(): Promise<void> {
    const known = new Map<string, ReturnType<BackgroundSegments['sizesOf']>>();
    for (const [part, { variant, segment }] of this.#numbered(1)) {
      if (part % SIZES_AT_ONCE === 0) await turn();
      const { key, name } = storedFile(variant, segment);
      if (!known.has(key)) known.set(key, this.#segments.sizesOf(key));
      const bytes = known.get(key)?.[Number(name)];
      const size = bytes ? this.#layout.sizeOf(bytes) : undefined;
      if (size !== undefined) this.#sizes[part] = size;
    }
  }

  /** @throws OnplayError `packaging_impossible` if the size is another than it was: then what was sent before is wrong. */
  #recordSize(part: number, size: number): void {
    if (this.#sizes[part] !== 0 && this.#sizes[part] !== size) throw sizeChanged();
    this.#sizes[part] = size;
  }
}

function etagOf({ name }: FileLayout, { asset, variants, text }: FileContents): string {
  // A file says of a text what does not determine its cues.
  const texts = text.map((each) => [TEXT_LAYOUT, asset.keyOf(each), each.language, each.name, each.forced]);
  const keys = JSON.stringify([name, ...variants.map(({ key }) => key), ...texts]);
  return `"mp4-${createHash('sha256').update(keys).digest('hex').slice(0, 32)}"`;
}

function sizeChanged(): OnplayError {
  return new OnplayError('packaging_impossible', {
    publicDetail: 'A segment is not as long as it was before. Start the download again.',
    cause: new Error('two sizes of one segment'),
  });
}
