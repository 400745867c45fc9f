/** How the tracks' segments become a file. */
import type { Asset } from '../assets/index.js';
import type { TextRendition } from '../encoder/index.js';
import type { Downloader } from './fetch-segment.js';
import type { MediaVariant, OrderedSegment, SegmentOrder } from './segment-order.js';

/** What is in a file. */
export interface FileContents {
  readonly asset: Asset;
  readonly variants: readonly MediaVariant[];
  /** Its tracks come after those of the variants. */
  readonly text: readonly TextRendition[];
  /** Of the segments of the variants. */
  readonly order: SegmentOrder;
}

/** The part of a file before the segments: also all of its text, which is little, so that players have it from the start. */
interface FileHead {
  readonly header: Uint8Array;
  /** How many bytes of the file each segment becomes, in their order, where that is known before they are produced. */
  readonly sizes?: Float64Array;
}

export interface FileLayout {
  /** What it writes: changes with every change to that. */
  readonly name: string;
  /**
   * Writes the header, the same each time.
   * @throws OnplayError what producing init segments throws, and the segments that it needs; what reading texts throws.
   */
  head(downloader: Downloader): Promise<FileHead>;
  /** How many bytes of the file a segment becomes; undefined if that does not follow from its size. */
  sizeOf(segmentBytes: number): number | undefined;
  /** What a segment becomes. @param part its place in the file, from 1. */
  write(segment: Uint8Array, ordered: OrderedSegment, part: number): readonly Uint8Array[];
  /** How many bytes come after the segments. */
  readonly tailBytes: number;
  /** What comes after the segments. @param sizes of the header and of what each segment has become. */
  tail(sizes: Float64Array): Uint8Array;
}
