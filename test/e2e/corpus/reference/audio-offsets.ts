/** By how much audio is shifted against a reference, at several places. */
import { lagOf, type StereoSamples } from '../../../support/joined-audio.js';

/** How many places are compared, from the first to the last sample. */
export const PLACES = 6;
/** Samples compared at each place, and the largest shift searched for. */
const WINDOW = 8192;
const REACH = 2400;
/** A mean energy of -60 dBFS: a thousandth of full scale, squared. */
const SILENCE = 1e-6;

export interface AudioOffset {
  /** How late the audio is, in seconds. */
  readonly seconds: number;
  /** Correlation with the reference at that shift: 1 for the same waveform at any volume. */
  readonly likeness: number;
}

/**
 * The offset at each place; undefined where the reference is silent.
 *
 * @param range of the samples among which the places are: half-open, all of the reference by default
 */
export function audioOffsets(
  reference: StereoSamples,
  audio: StereoSamples,
  sampleRate: number,
  range: readonly [start: number, end: number] = [0, reference.length / 2],
): (AudioOffset | undefined)[] {
  const [start, end] = range;
  const window = Math.min(WINDOW, end - start);
  return Array.from({ length: PLACES }, (_, place) => {
    const from = start + Math.floor(((end - start - window) * place) / (PLACES - 1));
    if (products(reference, reference, from, window, 0) / (2 * window) < SILENCE) return undefined;
    const lag = lagOf(reference, audio, from, from + window, REACH);
    const both = products(reference, audio, from, window, lag);
    const each =
      products(reference, reference, from, window, 0) * products(audio, audio, from + lag, window, 0);
    return { seconds: lag / sampleRate, likeness: each > 0 ? both / Math.sqrt(each) : 0 };
  });
}

/** The sum of the products of `window` samples from `from` on with those of `other`, which lag by `lag`. */
function products(one: StereoSamples, other: StereoSamples, from: number, window: number, lag: number) {
  let sum = 0;
  for (let i = 2 * from; i < 2 * (from + window); i++) sum += (one[i] ?? 0) * (other[i + 2 * lag] ?? 0);
  return sum;
}
