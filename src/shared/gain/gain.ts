/** By how much audio is made louder or quieter than it is in the master. */

/** Half of it is not heard, and films of nearly the same loudness share the audio of what is put into them. */
export const GAIN_STEP_DECIBELS = 0.5;
/** From the most dynamic of films to the loudest of advertisements there are some 22 dB. */
export const MIN_GAIN_DECIBELS = -24;
/** More would bring up the noise of what was hardly recorded. */
export const MAX_GAIN_DECIBELS = 12;

/** Whether audio may have this gain, in decibels. */
export function isGain(decibels: number): boolean {
  const isWithin = decibels >= MIN_GAIN_DECIBELS && decibels <= MAX_GAIN_DECIBELS;
  return isWithin && decibels !== 0 && Number.isInteger(decibels / GAIN_STEP_DECIBELS);
}
