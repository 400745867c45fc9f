import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Asset } from '../assets/index.js';
import { hasMaximum, maximumBandwidth } from './advertised-bandwidth.js';
import { writeTimeline } from './dash.js';

/**
 * Computes what all manifests of an asset share and what takes long for one of a day: upper bounds of bandwidth, and for
 * DASH the timelines. One piece in each turn of the event loop, so that other requests are answered in between; once all is
 * known it resolves without a turn.
 */
export async function prepareManifest(asset: Asset, format: 'hls' | 'dash'): Promise<void> {
  for (const rendition of [...asset.ladder.video, ...asset.ladder.audio]) {
    if (!hasMaximum(rendition)) {
      maximumBandwidth(asset, rendition);
      await nextTurn();
    }
    if (format === 'dash' && writeTimeline(asset, rendition)) await nextTurn();
  }
}
