/**
 * An asset as a file: a header, then what the layout makes of the very segments that are streamed, in the order of their time.
 * The bytes follow from the recipes of the tracks alone, so they are the same for every client, at any time.
 */
import type { Asset } from '../assets/index.js';
import type { ChosenTracks } from './choose-tracks.js';
import { entityTag } from './entity-tag.js';
import { type BackgroundSegments, type Downloader, type FileSources, fetchSegment } from './fetch-segment.js';
import type { FileLayout } from './file-layout.js';
import { fragmentedLayout } from './fragmented-layout.js';
import { numberedFrom, PartSizes } from './part-sizes.js';
import { canBePlain, plainLayout } from './plain-layout.js';
import { produceAhead } from './produce-ahead.js';
import { mediaVariant, SegmentOrder, storedSegment } from './segment-order.js';

/** Of how many stretches of time the segments are produced ahead at most: some 2 MB each at 1080p, for each download. */
const MAX_STRETCHES = 8;

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
  readonly #sizes: PartSizes;
  #header: Uint8Array | undefined;

  /** Costs little, however long the file is. */
  constructor(asset: Asset, { video, audio, text }: ChosenTracks, sources: FileSources) {
    const variants = [...(video ? [video] : []), ...audio].map((rendition) => mediaVariant(asset, rendition));
    this.#segments = sources.segments;
    this.#order = new SegmentOrder(variants);
    const create = canBePlain(asset, variants) ? plainLayout : fragmentedLayout;
    const contents = { asset, variants, text, order: this.#order };
    this.#layout = create(contents, sources);
    this.#sizes = new PartSizes(this.#order, this.#layout, sources.segments);
    this.etag = entityTag(this.#layout, contents);
  }

  /**
   * The size of the file in bytes; undefined if it is not known before further segments are produced.
   * @throws OnplayError what writing the header throws.
   */
  async size(downloader: Downloader): Promise<number | undefined> {
    await this.#sizes.learn();
    const isKnown = this.#layout.sizeOf(0) === undefined || !this.#sizes.isMissing;
    if (isKnown) await this.prepare(downloader);
    return this.#sizes.total;
  }

  /** Writes the header, if that was not done. @throws OnplayError what producing init segments throws. */
  async prepare(downloader: Downloader): Promise<void> {
    if (this.#header) return;
    const { header, sizes } = await this.#layout.head(downloader);
    this.#header = header;
    this.#sizes.setHead(header.byteLength, sizes);
  }

  /**
   * Finds a byte of the file, for which everything before it has to be produced unless its size is known. Undefined if it
   * lies beyond the end. Call `prepare` before.
   * @throws OnplayError what producing segments throws.
   */
  async find(byte: number, downloader: Downloader): Promise<Position | undefined> {
    await this.#sizes.learn();
    let start = 0;
    for (let part = 0; part < this.#sizes.count; part++) {
      if (this.#sizes.of(part) === 0 && part <= this.#order.length) await this.#produceFrom(part, downloader);
      const end = start + this.#sizes.of(part);
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
    yield this.#layout.tail(this.#sizes.all).subarray(skipped);
  }

  /** Produces the parts from `part` on, one after the other, until the first whose size is known. */
  async #produceFrom(part: number, downloader: Downloader): Promise<void> {
    for await (const _ of this.#parts(part, downloader)) {
      part += 1;
      if (this.#sizes.of(part) !== 0) return;
    }
  }

  #parts(first: number, { client, signal }: Downloader): AsyncGenerator<readonly Uint8Array[], void> {
    return produceAhead(numberedFrom(this.#order, first), this.#ahead, async ([part, ordered], left) => {
      const waiting = { client, signal: AbortSignal.any([signal, left]) };
      const ref = storedSegment(ordered.variant, ordered.segment);
      const bytes = await fetchSegment(this.#segments, ref, waiting);
      const pieces = this.#layout.write(bytes, ordered, part);
      const size = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
      this.#sizes.record(part, size);
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
}
