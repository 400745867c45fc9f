/** How long the frames of a track are. */
export interface FrameLengths {
  /** Samples per second that lengths are counted in. */
  readonly rate: number;
  /** @param head the first bytes of a frame, at most `LENGTH_HEAD_BYTES`. @param size of the frame, in bytes. */
  lengthOf(head: Uint8Array, size: number): number;
  /** Frames overlap: each lasts for half of its own length and half of that of the frame before it. */
  readonly isOverlapping?: true;
}

/** From these bytes of a frame, its length is known. */
export const LENGTH_HEAD_BYTES = 2;
