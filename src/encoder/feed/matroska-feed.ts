/** Writes the samples of a feed plan as Matroska, for codecs that MP4 has no description of. */

import type { DecodableTrack } from '../../masters/index.js';
import { liveFrameHeader, NANOSECONDS_PER_SECOND } from '../../matroska/index.js';
import type { ByteSource } from '../../stores/index.js';
import type { FeedPlan } from './feed-plan.js';
import { eachSample } from './sample-bytes.js';

/**
 * The feed of a track with a `matroskaHeader`, which it carries unchanged. A demuxer derives the decode times, which Matroska
 * does not have.
 * @throws OnplayError as `feedBytes`.
 */
export async function* matroskaFeed(
  { samples }: Pick<DecodableTrack, 'samples'>,
  header: Uint8Array,
  plan: FeedPlan,
  source: ByteSource,
): AsyncGenerator<Uint8Array> {
  yield header;
  let sample = plan.first;
  for await (const bytes of eachSample(samples, plan, source)) {
    const nanoseconds = Math.round(
      (plan.times[sample - plan.first]! * NANOSECONDS_PER_SECOND) / plan.timescale,
    );
    yield liveFrameHeader(nanoseconds, bytes.byteLength, samples.sync[sample] === 1);
    yield bytes;
    sample++;
  }
}
