/** The feed of an audio track, whose samples may have to be split into codec frames first. */

import type { ByteSource } from '../../stores/index.js';
import { type AudioTrack, damaged, type SampleTable } from '../../tracks/index.js';
import { feedBytes } from './feed.js';
import type { FeedPlan } from './feed-plan.js';
import { readSamples } from './sample-bytes.js';
import { backToBack, inMemory } from './samples-in-memory.js';
import { type CodedFrame, splitFrames } from './split-frames.js';

/** More than 40 seconds at 6 Mbit/s, the highest bitrate of any codec that can be split. */
const MAX_SPLIT_BYTES = 32 * 1024 * 1024;

/**
 * The bytes of the feed. A sample that holds several codec frames is read into memory and becomes one sample per frame,
 * spaced by the frames' decoded durations.
 * @throws OnplayError `master_changed`, `master_unreadable` or `master_truncated`; `master_damaged` when the samples to
 *         split have more than 32 MiB.
 */
export async function* audioFeedBytes(
  track: AudioTrack,
  plan: FeedPlan,
  source: ByteSource,
): AsyncGenerator<Uint8Array> {
  if (track.framesPerSample === 1) {
    yield* feedBytes(track, plan, source);
    return;
  }
  const samples = await readAudioSamples(track.samples, plan, source);
  const frames = samples.map((sample) => splitFrames(track.codec, sample));
  yield* feedBytes(
    { ...track, samples: backToBack(Uint32Array.from(frames.flat(), ({ bytes }) => bytes.byteLength)) },
    framePlan(frames, plan, track.sampleRate),
    inMemory(Buffer.concat(samples)),
  );
}

/** The bytes of each of the samples [first, end). @throws OnplayError as `audioFeedBytes`. */
export async function readAudioSamples(
  table: SampleTable,
  { first, end }: Pick<FeedPlan, 'first' | 'end'>,
  source: ByteSource,
): Promise<Uint8Array[]> {
  const sizes = table.sizes.subarray(first, end);
  if (sizes.reduce((sum, size) => sum + size, 0) > MAX_SPLIT_BYTES)
    throw damaged('its audio samples are impossibly large');
  return readSamples(table, { first, end }, source);
}

function framePlan(
  samples: readonly (readonly CodedFrame[])[],
  plan: FeedPlan,
  sampleRate: number,
): FeedPlan {
  const times = samples.flatMap((frames, i) => {
    let instants = 0;
    return frames.map(({ duration }) => {
      const time = plan.times[i]! + Math.round((instants * plan.timescale) / sampleRate);
      instants += duration;
      return time;
    });
  });
  const ascending = Float64Array.from(times);
  return {
    first: 0,
    end: ascending.length,
    timescale: plan.timescale,
    times: ascending,
    decodeTimes: ascending,
  };
}
