/** Writes the samples of a feed plan as a transport stream, for tracks of one. */

import { withParameterSets } from '../../demux/index.js';
import type { DecodableTrack } from '../../masters/index.js';
import type { ByteSource } from '../../stores/index.js';
import { StreamWriter, TICKS_PER_SECOND } from '../../transport-stream/index.js';
import type { FeedPlan } from './feed-plan.js';
import { eachSample } from './sample-bytes.js';

/**
 * The feed of a track with a `transport` description: its tables, then a PES packet for each sample.
 * @throws OnplayError as `feedBytes`.
 */
export async function* transportFeed(
  { samples }: Pick<DecodableTrack, 'samples'>,
  { header, streamId, parameterSets }: NonNullable<DecodableTrack['transport']>,
  plan: FeedPlan,
  source: ByteSource,
): AsyncGenerator<Uint8Array> {
  const { times, decodeTimes, timescale } = plan;
  // Halves go down: audio of 96 kHz has samples in the middle of two ticks, which ffmpeg then counts as one after the other.
  const ticks = (time: number) => Math.max(0, Math.ceil((time * TICKS_PER_SECOND) / timescale - 0.5));
  const writer = new StreamWriter(streamId);
  yield header;
  let i = 0;
  for await (const bytes of eachSample(samples, plan, source)) {
    const unit = i === 0 && parameterSets ? withParameterSets(bytes, parameterSets) : bytes;
    yield writer.accessUnit(unit, { pts: ticks(times[i]!), dts: ticks(decodeTimes[i]!) });
    i++;
  }
}
