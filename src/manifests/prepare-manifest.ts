import { setImmediate as nextTurn } from 'node:timers/promises';
import { measureRenditions, type Presentation } from '../assets/index.js';
import { renditionsOf } from '../encoder/index.js';
import { writeTimeline } from './dash-timeline.js';

/**
 * Computes what all manifests of a presentation share and what takes long for one of a day: upper bounds of bandwidth, and
 * for DASH the timelines. One piece in each turn of the event loop, so that other requests are answered in between; once all
 * is known it resolves without a turn.
 */
export async function prepareManifest(presentation: Presentation, format: 'hls' | 'dash'): Promise<void> {
  await measureRenditions(presentation);
  if (format === 'hls') return;
  for (const rendition of renditionsOf(presentation.ladder)) {
    if (writeTimeline(presentation, rendition)) await nextTurn();
  }
}
