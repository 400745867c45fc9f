/** The feed of a track: the samples of a plan in a container that ffmpeg decodes them from, reading the master as it goes. */

import type { DecodableTrack } from '../../masters/index.js';
import type { ByteSource } from '../../stores/index.js';
import type { FeedPlan } from './feed-plan.js';
import { matroskaFeed } from './matroska-feed.js';
import { mp4Feed } from './mp4-feed.js';
import { transportFeed } from './transport-feed.js';

/** The name of ffmpeg's demuxer for the feed of a track. */
export function feedFormat({
  matroskaHeader,
  transport,
}: Pick<DecodableTrack, 'matroskaHeader' | 'transport'>): 'mp4' | 'matroska' | 'mpegts' {
  if (transport) return 'mpegts';
  return matroskaHeader ? 'matroska' : 'mp4';
}

/**
 * The bytes of the feed. It carries the master's own description of the track, so whatever decodes the master decodes the feed.
 * @throws OnplayError `master_changed`, `master_unreadable` or `master_truncated` while iterating.
 */
export function feedBytes(
  track: DecodableTrack,
  plan: FeedPlan,
  source: ByteSource,
): AsyncGenerator<Uint8Array> {
  const { matroskaHeader, transport } = track;
  if (transport) return transportFeed(track, transport, plan, source);
  return matroskaHeader ? matroskaFeed(track, matroskaHeader, plan, source) : mp4Feed(track, plan, source);
}
