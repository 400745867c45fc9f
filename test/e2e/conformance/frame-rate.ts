/** The measured frame rate of a rendition. */
import { groupedBy } from './grouped.js';
import { samplesOf } from './media-segment.js';
import type { PlayedRendition } from './played-master.js';

/** Frames per second, and by how much the advertised rate may differ. */
export interface MeasuredFrameRate {
  readonly rate: number;
  readonly tolerance: number;
}

/** Share of frames with equal duration from which a rendition counts as having a constant rate. */
const CONSTANT_SHARE = 0.9;

/** The constant frame rate, otherwise the average. */
export function frameRateOf({ segments, init }: PlayedRendition): MeasuredFrameRate {
  const samples = segments.flatMap(({ fragments }) => samplesOf(fragments));
  const byDuration = groupedBy(samples, ({ duration }) => duration);
  const [mostCommon] = [...byDuration].sort(([, a], [, b]) => b.length - a.length);
  if (!mostCommon) throw new Error('no frames');
  const [duration, same] = mostCommon;
  if (same.length >= CONSTANT_SHARE * samples.length)
    return { rate: init.timescale / duration, tolerance: 0.001 };
  const ticks = samples.reduce((sum, sample) => sum + sample.duration, 0);
  const average = (samples.length * init.timescale) / ticks;
  return { rate: average, tolerance: 0.02 * average };
}
