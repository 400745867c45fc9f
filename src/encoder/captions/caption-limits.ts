/** How much caption data a segment may have. */

/** ANSI/CTA-708 4.4 allows 9600 bit/s: of constructs, each with two bytes of data. */
const CONSTRUCTS_PER_SECOND = 600;
/** What a frame at the start may bring from before it. */
const MORE_CONSTRUCTS = 31;
/** A construct, and its share of a further message for each 31 of them. */
const BYTES_PER_CONSTRUCT = 4;
/** An SEI NAL unit with its length field, without constructs. */
const BYTES_PER_FRAME = 20;

/** The most constructs that a segment of this length has. */
export function maxConstructs(seconds: number): number {
  return Math.ceil(CONSTRUCTS_PER_SECOND * seconds) + MORE_CONSTRUCTS;
}

/** Upper bound in bits of the caption data in a segment of this length. @param rate in frames per second. */
export function captionBits(rate: number, seconds: number): number {
  return 8 * (BYTES_PER_CONSTRUCT * maxConstructs(seconds) + BYTES_PER_FRAME * (rate * seconds + 1));
}
