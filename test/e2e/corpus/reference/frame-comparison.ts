/** Compares every served frame with the frame of the master that is shown at its time. */
import { alignFrames, fewTimes, TIME_TOLERANCE_SECONDS } from './frame-alignment.js';
import type { LumaFrame } from './luma-frames.js';

/** A frame that is less like its source than this, in dB, is another one, or was decoded without its references. */
const LEAST_DECIBELS = 24;
/** Another frame of the master may be as like a served frame by as much, in dB: consecutive frames hardly differ. */
const AMBIGUITY_DECIBELS = 1;
const NEIGHBOURS = 2;
/** The luma of black, with what coding adds. */
const BLACK_LUMA = 40;
/** PSNR of two frames without any difference. */
const SAME_DECIBELS = 99;

export interface ComparedFrames {
  readonly got: number;
  readonly expected: number;
  /** Served frames that repeat the frame before, or come before the first. */
  readonly held: number;
  /** Largest deviation from the time of the master's frame, in seconds. */
  readonly worstTimeErrorSeconds: number;
  /** PSNR of the frame that is least like its source. */
  readonly worstDecibels: number;
  /** One sentence per fault; empty if there is none. */
  readonly faults: readonly string[];
}

/**
 * @param expected every frame of the master that must be served, at its time on the presentation timeline, ascending
 * @param served ascending
 */
export function compareFrames(expected: readonly LumaFrame[], served: readonly LumaFrame[]): ComparedFrames {
  const [times, servedTimes] = [expected, served].map((frames) => frames.map(({ time }) => time));
  const { shown, held, missing, worstTimeErrorSeconds } = alignFrames(times!, servedTimes!);
  const decibels = served.map(({ luma }, i) =>
    shown[i]! < 0 && isBlack(luma) ? SAME_DECIBELS : psnr(luma, expected[Math.max(0, shown[i]!)]!.luma),
  );
  const wrong = served.filter(({ luma }, i) => {
    const isUnlike = decibels[i]! < LEAST_DECIBELS;
    return isUnlike || isRatherAnother(luma, expected, Math.max(0, shown[i]!), decibels[i]!);
  });
  const [wrongTimes, missingTimes] = [wrong.map(({ time }) => time), missing.map((place) => times![place]!)];
  return {
    ...{ got: served.length, expected: expected.length, held, worstTimeErrorSeconds },
    worstDecibels: Math.min(SAME_DECIBELS, ...decibels),
    faults: [
      ...(wrong.length > 0 ? [`${wrong.length} wrong frames, at ${fewTimes(wrongTimes)} s`] : []),
      ...(missing.length > 0 ? [`${missing.length} frames are missing, of ${fewTimes(missingTimes)} s`] : []),
      ...(worstTimeErrorSeconds > TIME_TOLERANCE_SECONDS
        ? [`a frame is ${worstTimeErrorSeconds.toFixed(3)} s late`]
        : []),
    ],
  };
}

function isRatherAnother(luma: Uint8Array, expected: readonly LumaFrame[], shown: number, decibels: number) {
  const near = expected.slice(Math.max(0, shown - NEIGHBOURS), shown + NEIGHBOURS + 1);
  return near.some((frame) => psnr(luma, frame.luma) > decibels + AMBIGUITY_DECIBELS);
}

function isBlack(luma: Uint8Array): boolean {
  return luma.every((value) => value < BLACK_LUMA);
}

/** Peak signal-to-noise ratio of two planes, in dB. */
function psnr(a: Uint8Array, b: Uint8Array): number {
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (a[i]! - b[i]!) ** 2;
  if (squares === 0) return SAME_DECIBELS;
  return Math.min(SAME_DECIBELS, 10 * Math.log10((255 ** 2 * a.length) / squares));
}
