/** `\an`: where a text stands, numbered as the keys of a keypad. */
import type { CueSettings } from '../cue.js';

/** Returns the settings of WebVTT for a place; undefined for 2, where all subtitles stand, and for what is none. */
export function alignmentSettings(key: number): CueSettings | undefined {
  if (!(Number.isInteger(key) && key >= 1 && key <= 9) || key === 2) return undefined;
  const column = (key - 1) % 3;
  const row = Math.floor((key - 1) / 3);
  return {
    ...(row === 1 && { line: { value: 50, unit: 'percent', align: 'center' } as const }),
    ...(row === 2 && { line: { value: 0, unit: 'lines' } as const }),
    ...(column !== 1 && { align: column === 0 ? ('left' as const) : ('right' as const) }),
  };
}
