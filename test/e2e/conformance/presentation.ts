/** Presentation times of segments and renditions. */
import { durationOf, earliestCompositionTime, type MediaSegment } from './media-segment.js';
import type { PlayedRendition } from './played-master.js';

/** In seconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The earliest presentation time of a segment, in ticks, with the edit list applied. */
export function earliestPresentationTime(
  segment: MediaSegment,
  { init }: Pick<PlayedRendition, 'init'>,
): number {
  return earliestCompositionTime(segment) - (init.editMediaTime ?? 0);
}

export function presentationOf(rendition: Pick<PlayedRendition, 'segments' | 'init'>): Span {
  const { segments, init } = rendition;
  const [first, last] = [segments[0]!, segments.at(-1)!];
  return {
    start: earliestPresentationTime(first, rendition) / init.timescale,
    end: (earliestPresentationTime(last, rendition) + durationOf(last)) / init.timescale,
  };
}
