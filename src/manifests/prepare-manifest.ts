import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Presentation } from '../assets/index.js';
import { writeTimeline } from './dash.js';

/**
 * Computes what all manifests of a presentation share and what takes long for one of a day: upper bounds of bandwidth, and
 * for DASH the timelines. One piece in each turn of the event loop, so that other requests are answered in between; once all
 * is known it resolves without a turn.
 */
export async function prepareManifest({ ladder, of }: Presentation, format: 'hls' | 'dash'): Promise<void> {
  for (const rendition of [...ladder.video, ...ladder.audio]) {
    const presented = of(rendition);
    if (presented.measure()) await nextTurn();
    if (format === 'dash' && writeTimeline(presented.timeline)) await nextTurn();
  }
}
