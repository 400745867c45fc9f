import type { FrameColumns } from './frames/frame-table.js';

/** What is kept of a look at a file that grows, so that the next one reads on where it ended. */
export interface MatroskaResume {
  readonly kind: 'matroska';
  /** Offset of the last cluster, which may not have been whole. */
  readonly at: number;
  /** The frames before that, of each track that is read. */
  readonly tracks: readonly FrameColumns[];
}
