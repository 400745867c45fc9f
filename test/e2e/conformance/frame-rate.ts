/** The frame rate of what was made. */
import { groupedBy } from './grouped.js';
import { samplesOf } from './media-segment.js';
import type { PlayedRendition } from './played-master.js';

/** Frames a second, and by how much a declaration of it may be off. */
export interface MeasuredFrameRate {
  readonly rate: number;
  readonly tolerance: number;
}

/** A rendition of which so many frames are equally long has a constant rate. */
const CONSTANT_SHARE = 0.9;

/** The constant rate, or the average where there is none. */
export function frameRateOf({ segments, init }: PlayedRendition): MeasuredFrameRate {
  const samples = segments.flatMap(({ fragments }) => samplesOf(fragments));
  const byDuration = groupedBy(samples, ({ duration }) => duration);
  const [usual] = [...byDuration].sort(([, a], [, b]) => b.length - a.length);
  if (!usual) throw new Error('no frames');
  const [duration, same] = usual;
  if (same.length >= CONSTANT_SHARE * samples.length)
    return { rate: init.timescale / duration, tolerance: 0.001 };
  const ticks = samples.reduce((sum, sample) => sum + sample.duration, 0);
  const average = (samples.length * init.timescale) / ticks;
  return { rate: average, tolerance: 0.02 * average };
}
