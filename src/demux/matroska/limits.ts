/** Limits of one Matroska file, beside those of any master (src/tracks/limits.ts). They bound what is read and computed for it. */

/**
 * Elements in clusters, and directly in segments. A day of video at 60 frames per second with two languages has 13 million
 * blocks; with each frame of video in a group with a block, a duration and two references, 34 million elements.
 */
export const MAX_ELEMENTS = 40_000_000;
/** Bytes of an element that is read whole, such as `Tracks` with its codec configurations. */
export const MAX_HEADER_ELEMENT_BYTES = 4 * 1024 * 1024;
/** Elements directly in one of those. `Tracks` has one per track, and a track entry about thirty. */
export const MAX_SIBLING_ELEMENTS = 10_000;
/** Cues of all tracks: a day of video with one every second has 86,400. */
export const MAX_CUES = 200_000;
/** As many as of a movie. */
export const MAX_TRACKS = 100;
/** Bytes that are searched for the next cluster, in the whole file, where it is damaged. */
export const MAX_SEARCHED_BYTES = 256 * 1024 * 1024;
/** Bytes of the sizes before the frames of a block with lacing: 255 frames of 64 KiB have 65 thousand in Xiph's coding. */
export const MAX_LACE_HEADER_BYTES = 96 * 1024;
