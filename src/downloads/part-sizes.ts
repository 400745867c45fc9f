/** What is known of the sizes of a file's parts: the header, the segments in their order, the index at the end. */
import { setImmediate as turn } from 'node:timers/promises';
import { OnplayError } from '../shared/errors.js';
import type { BackgroundSegments } from './fetch-segment.js';
import type { FileLayout } from './file-layout.js';
import { type OrderedSegment, type SegmentOrder, storedFile } from './segment-order.js';

/** Segments whose sizes are looked up between two turns of the event loop: a millisecond. */
const SIZES_AT_ONCE = 20_000;

/** The segments from a part of the file on, each with the number of its part, of which 0 is the header. */
export function* numberedFrom(
  order: SegmentOrder,
  part: number,
): Generator<[part: number, ordered: OrderedSegment], void> {
  for (const ordered of order.from(part - 1)) yield [part++, ordered];
}

export class PartSizes {
  readonly #order: SegmentOrder;
  readonly #layout: FileLayout;
  readonly #segments: BackgroundSegments;
  #sizes: Float64Array | undefined;

  constructor(order: SegmentOrder, layout: FileLayout, segments: BackgroundSegments) {
    this.#order = order;
    this.#layout = layout;
    this.#segments = segments;
  }

  /** In bytes, by part; 0 for those that are not known. Made when asked for first: an entity tag needs none. */
  get all(): Float64Array {
    if (!this.#sizes) {
      this.#sizes = new Float64Array(this.#order.length + 2);
      this.#sizes[this.#order.length + 1] = this.#layout.tailBytes;
    }
    return this.#sizes;
  }

  /** Parts of the file. */
  get count(): number {
    return this.all.length;
  }

  /** Whether the size of a segment is not known. */
  get isMissing(): boolean {
    return this.all.subarray(1, this.#order.length + 1).includes(0);
  }

  /** Of the file, in bytes; undefined while that of a segment is not known. */
  get total(): number | undefined {
    return this.isMissing ? undefined : this.all.reduce((sum, size) => sum + size, 0);
  }

  /** 0 where it is not known. */
  of(part: number): number {
    return this.all[part]!;
  }

  /** @param sizes of all segments, where the header tells them. */
  setHead(header: number, sizes?: ArrayLike<number>): void {
    this.all[0] = header;
    if (sizes) this.all.set(sizes, 1);
  }

  /** Looks up what is known of segments that were produced for anybody. */
  async learn(): Promise<void> {
    const known = new Map<string, ReturnType<BackgroundSegments['sizesOf']>>();
    for (const [part, { variant, segment }] of numberedFrom(this.#order, 1)) {
      if (part % SIZES_AT_ONCE === 0) await turn();
      const { key, name } = storedFile(variant, segment);
      if (!known.has(key)) known.set(key, this.#segments.sizesOf(key));
      const bytes = known.get(key)?.[Number(name)];
      const size = bytes ? this.#layout.sizeOf(bytes) : undefined;
      if (size !== undefined) this.all[part] = size;
    }
  }

  /** @throws OnplayError `packaging_impossible` if the size is another than it was: then what was sent before is wrong. */
  record(part: number, size: number): void {
    if (this.of(part) !== 0 && this.of(part) !== size) throw sizeChanged();
    this.all[part] = size;
  }
}

function sizeChanged(): OnplayError {
  return new OnplayError('packaging_impossible', {
    publicDetail: 'A segment is not as long as it was before. Start the download again.',
    cause: new Error('two sizes of one segment'),
  });
}
