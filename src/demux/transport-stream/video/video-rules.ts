import type { CodedPicture } from '../../../bitstream/index.js';

/** What the beginning of a NAL unit, or of what else follows a start code, is for the division into access units. */
export type Finding =
  /** Neither of the others. */
  | 'nothing'
  /** It begins an access unit, unless one has begun whose coded picture is still to come. */
  | 'opening'
  /** A coded picture begins, and with it an access unit unless one has begun. */
  | 'picture'
  /** As that, but it is the second field of a frame, and so of the same unit. */
  | 'second field';

/** How the start codes of a codec divide it into access units. It keeps what it learns from parameter sets. */
export interface VideoRules {
  /** Reads the picture of an access unit from the heads that were found to open it. */
  read(head: Uint8Array): CodedPicture | undefined;
  /** How many bytes from a start code on have to be seen, by the first of them; 0 if it is of no interest. */
  headBytes(first: number): number;
  /** @param head at most so many bytes; fewer if the next start code comes earlier. It is overwritten afterwards. */
  look(head: Uint8Array): Finding;
}
