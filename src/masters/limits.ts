/** What one master may be: everything that is read, computed or kept of it is in proportion to these. */

/** The longest presentation, in seconds: the day that a camera or a channel records into one file. */
export const MAX_DURATION_SECONDS = 24 * 3600;
/**
 * How many segments a presentation is cut into at most. The shortest segments that can be configured are 1 s, and
 * cuts at keyframes may halve them: a day of those are 172,800. As many again for frames that come so irregularly that
 * a short segment stands beside each long one.
 */
export const MAX_SEGMENTS = 400_000;

/**
 * Samples of all tracks that are played. A day at 60 frames a second are 5.2 million, and of AAC at 48 kHz 4.05 million:
 * a day of video with two languages are 13.3 million, four hours with eight are 6.3 million.
 */
export const MAX_SAMPLES = 14_000_000;
/**
 * Memory of an index while it is made, in bytes: a day of video at 60 frames a second, reordered, with two languages
 * takes 410 million. Everything beside it in the process has to have room in 600 MiB.
 */
export const MAX_INDEXING_BYTES = 420_000_000;

/** Boxes in one box. A fragment of an hour that changes between two tracks with each frame has 200,000 or so. */
export const MAX_SIBLING_BOXES = 500_000;
/** Boxes directly in the file, of which a day in fragments of half a second has 350,000. */
export const MAX_TOP_LEVEL_BOXES = 500_000;
/** Boxes in all `moof` boxes: a day in fragments of half a second with four tracks has 3 million. */
export const MAX_FRAGMENT_BOXES = 4_000_000;
/** Bytes of all `moof` boxes: 16 for each of 14 million samples, and what the boxes above take, have room in it. */
export const MAX_FRAGMENT_BYTES = 256 * 1024 * 1024;
/** Boxes in `moov`: a movie has some thirty to a track, and at most 100 tracks. */
export const MAX_MOVIE_BOXES = 20_000;
/** Bytes of one box that is read whole beside the sample tables, as `stsd` with its codec's configuration. */
export const MAX_HEADER_BOX_BYTES = 1024 * 1024;
/** Bytes of all of these. */
export const MAX_HEADER_BYTES = 16 * 1024 * 1024;
