/** Limits of one MP4 or MOV file, beside those of any master (src/tracks/limits.ts). They bound what is read for it. */

/** Child boxes of one box. An hour-long fragment that alternates between two tracks at each frame has about 200,000. */
export const MAX_SIBLING_BOXES = 500_000;
/** Top-level boxes of a file. A day in fragments of half a second has 350,000. */
export const MAX_TOP_LEVEL_BOXES = 500_000;
/** Boxes in all `moof` boxes. A day in fragments of half a second with four tracks has 3 million. */
export const MAX_FRAGMENT_BOXES = 4_000_000;
/** Bytes of all `moof` boxes: enough for 16 bytes for each of 14 million samples and for the boxes above. */
export const MAX_FRAGMENT_BYTES = 256 * 1024 * 1024;
/** Boxes in `moov`. A movie has about thirty per track, and at most 100 tracks. */
export const MAX_MOVIE_BOXES = 20_000;
/** Bytes of one box other than the sample tables that is read whole, such as `stsd` with its codec configuration. */
export const MAX_HEADER_BOX_BYTES = 1024 * 1024;
/** Bytes of all such boxes together. */
export const MAX_HEADER_BYTES = 16 * 1024 * 1024;
