/** By how much an insert is made louder or quieter, so that it is as loud as what it is put into. */
import { GAIN_STEP_DECIBELS, MAX_GAIN_DECIBELS, MIN_GAIN_DECIBELS } from '../../shared/gain/gain.js';
import type { Loudness } from './loudness.js';

/** No broadcast may exceed it (EBU R 128), in dBTP: encoded audio may peak a little above what was measured. */
const MAX_TRUE_PEAK = -1;

/** Rounding errors of the difference of two measurements. */
const ROUNDING = 1e-6;

/**
 * In decibels; 0 where one of them is silent or unknown. It is no louder than its peak allows, and where that is not known no louder at all.
 * @returns 0 or what `isGain` accepts.
 */
export function insertGain(programme: Loudness | undefined, insert: Loudness | undefined): number {
  if (programme?.integrated === undefined || insert?.integrated === undefined) return 0;
  const wanted = toStep(programme.integrated - insert.integrated, Math.round);
  const headroom = toStep(MAX_TRUE_PEAK - (insert.truePeak ?? MAX_TRUE_PEAK), Math.floor);
  const most = Math.min(MAX_GAIN_DECIBELS, Math.max(0, headroom));
  // Adding 0 makes 0 of -0.
  return Math.max(MIN_GAIN_DECIBELS, Math.min(most, wanted)) + 0;
}

function toStep(decibels: number, round: (steps: number) => number): number {
  return GAIN_STEP_DECIBELS * round(decibels / GAIN_STEP_DECIBELS + ROUNDING);
}
