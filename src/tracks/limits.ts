/** Limits of one master. They bound everything that is read, computed or stored for it. */

/** The longest presentation, in seconds: a day, which a camera or a channel may record into one file. */
export const MAX_DURATION_SECONDS = 24 * 3600;
/**
 * The most segments of a presentation. The shortest target that can be configured is 1 s, and cutting at keyframes may
 * halve it: 172,800 segments a day. Twice that allows for frames so irregular that a short segment follows each long
 * one.
 */
export const MAX_SEGMENTS = 400_000;

/**
 * Samples of all played tracks together. A day at 60 frames per second has 5.2 million, a day of AAC at 48 kHz 4.05
 * million: a day of video with two languages has 13.3 million, four hours with eight languages 6.3 million.
 */
export const MAX_SAMPLES = 14_000_000;
/**
 * Samples of all played tracks of text together, which an index has 28 bytes for each of. A film has some two thousand in each of its
 * languages; 64 tracks of four hours with a sample each second have 920,000. Where they are counted in steps of 16,384, 64 tracks have
 * a million at least.
 */
export const MAX_ALL_TEXT_SAMPLES = 1_200_000;
/**
 * Samples that are kept beside an index, so that a master that grows is read on from where it ended; of more, it is read anew at
 * each look. They take a hundred million bytes. Ten hours at 30 frames per second with audio have 2.8 million.
 */
export const MAX_RESUMED_SAMPLES = 4_000_000;
/**
 * Memory used by building one index, and by all that are cached beside it, in bytes: a day of reordered video at 60 frames per second
 * with two languages takes 410 million. Cached are then ten masters of four hours, or thousands of short ones. The rest of the process
 * has to fit beside it in 600 MiB.
 */
export const MAX_INDEXING_BYTES = 420_000_000;
