/** Reads what ffmpeg's filter `ebur128` reports. Pure. */

/** How loud a stretch of audio is. */
export interface StretchLoudness {
  /** Of each 400 ms, a tenth of a second apart, in LUFS: the gating blocks of ITU-R BS.1770. */
  readonly blocks: readonly number[];
  /** In dBTP; `-Infinity` for silence. Undefined if it is not known, as all of it could not be decoded. */
  readonly truePeak: number | undefined;
}

/** The first of these end before 400 ms are over. */
const INCOMPLETE_BLOCKS = 3;

/** `… t: 1000.1  TARGET:-23 LUFS  M: -22.9 S:-120.7  I: …` */
const BLOCK = /^\[Parsed_ebur128[^\n]* M: *(-?\d+(?:\.\d+)?) /gm;
/** Behind the last, `  True peak:`, and in the next line `    Peak:       -3.1 dBFS`. */
const TRUE_PEAK = /^ *True peak:\s+Peak: *(-?\d+(?:\.\d+)?|-inf) dBFS/gm;

/** @param report empty, or cut off at its start, if there was nothing to be decoded. */
export function readLoudnessReport(report: string): StretchLoudness {
  const blocks = Array.from(report.matchAll(BLOCK), ([, block]) => Number(block));
  const peaks = Array.from(report.matchAll(TRUE_PEAK), ([, peak]) => decibels(peak!));
  return {
    blocks: blocks.slice(INCOMPLETE_BLOCKS),
    truePeak: peaks.length > 0 ? Math.max(...peaks) : undefined,
  };
}

function decibels(text: string): number {
  return text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text);
}
