/** Limits of one transport stream, beside those of every master. */

/** Bytes that are searched for the tables and the first media of a programme. A recording repeats its tables every tenth of a second. */
export const MAX_HEAD_BYTES = 64 * 1024 * 1024;
/** Programmes of one file; a whole satellite transponder has some twenty. */
export const MAX_PROGRAMMES = 256;
/** Elementary streams of one programme. */
export const MAX_STREAMS = 100;
/** Places where packets begin anew after bytes that are none. */
export const MAX_GRIDS = 10_000;
/** Places where the clock jumps. */
export const MAX_EPOCHS = 10_000;
/** An access unit in which so many bytes of other streams follow one another is given up. */
export const MAX_FOREIGN_BYTES = 64 * 1024 * 1024;
/** Bytes of the file in which a display set of text lies: some seconds of the fastest disc. */
export const MAX_TEXT_SPAN_BYTES = 32 * 1024 * 1024;
/** Places where a track changes its PID, as where recordings were joined. */
export const MAX_PID_CHANGES = 10_000;
/** Bytes of an access unit. The highest levels of H.264 and HEVC allow some 30 MB/s. */
export const MAX_UNIT_BYTES = 32 * 1024 * 1024;
