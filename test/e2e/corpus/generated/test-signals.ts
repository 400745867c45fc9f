/** What every generated master shows and plays: frames with their numbers, and audio that is unlike itself at any time nearby. */
import type { GeneratedVideo } from './recipes.js';

/** Seconds of each sweep of the audio, its range in Hz, and how many sweeps start at different pitches. */
const SWEEP = { seconds: 0.25, range: 3000, lowest: 300, step: 150, pitches: 8, level: 0.3 };

/** The audio as an expression of ffmpeg's `aevalsrc`. */
export function sweepExpression(): string {
  const { seconds, range, lowest, step, pitches, level } = SWEEP;
  const within = `mod(t,${seconds})`;
  const pitch = `(${lowest}+${step}*mod(7*floor(t/${seconds}),${pitches})+${range / (2 * seconds)}*${within})`;
  return `${level}*sin(2*PI*${within}*${pitch})`;
}

/** The audio's sample at a time, in seconds: the same as the expression's. */
export function sweepAt(time: number): number {
  const { seconds, range, lowest, step, pitches, level } = SWEEP;
  const sweep = Math.floor(time / seconds);
  const within = time - sweep * seconds;
  const pitch = lowest + step * ((7 * sweep) % pitches) + (range / (2 * seconds)) * within;
  return level * Math.sin(2 * Math.PI * within * pitch);
}

/** Distances of 33 to 61 ms. */
export const VARIABLE_TIMES = "settb=1/1000,setpts='40*N+7*mod(7*N,4)'";
/** What ffmpeg's source of such frames produces before they get their times. */
export const VARIABLE_SOURCE_RATE = '25';

/** When a frame is shown, by its number: in seconds from the start of the video. */
export function timeOfFrame({ rate }: Pick<GeneratedVideo, 'rate'>, number: number): number {
  if (rate === 'variable') return (40 * number + 7 * ((7 * number) % 4)) / 1000;
  const [numerator = 25, denominator = 1] = rate.split('/').map(Number);
  return (number * denominator) / numerator;
}

/** How many frames there are in so many seconds. */
export function frameCountOf({ rate }: Pick<GeneratedVideo, 'rate'>, seconds: number): number {
  const [numerator = 25, denominator = 1] = (rate === 'variable' ? VARIABLE_SOURCE_RATE : rate)
    .split('/')
    .map(Number);
  return Math.floor((seconds * numerator) / denominator);
}
