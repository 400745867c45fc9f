/** Integrated loudness from the loudness of gating blocks (ITU-R BS.1770-4, annex 1). */

/** Quieter blocks are silence, in LUFS. */
const ABSOLUTE_GATE = -70;
/** And those that are so much quieter than the others are no foreground, in LU. */
const RELATIVE_GATE = -10;

/** In LUFS; undefined for silence. @param blocks in LUFS, each of 400 ms. */
export function gatedLoudness(blocks: readonly number[]): number | undefined {
  const audible = blocks.filter((block) => block > ABSOLUTE_GATE);
  const gate = meanLoudness(audible) + RELATIVE_GATE;
  const foreground = audible.filter((block) => block > gate);
  return foreground.length > 0 ? meanLoudness(foreground) : undefined;
}

/** Of their power; `-Infinity` of none. */
function meanLoudness(blocks: readonly number[]): number {
  const power = blocks.reduce((sum, block) => sum + 10 ** (block / 10), 0);
  return 10 * Math.log10(power / Math.max(1, blocks.length));
}
