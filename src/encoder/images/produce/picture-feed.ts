/** The feed of frames that are decoded each by itself. */
import type { ByteSource } from '../../../stores/index.js';
import { damaged, type SampleTable, type VideoTrack } from '../../../tracks/index.js';
import { feedBytes } from '../../feed/feed.js';
import { FEED_START_SECONDS } from '../../feed/feed-plan.js';
import { readSamples, sampleRanges } from '../../feed/sample-bytes.js';
import { backToBack, inMemory } from '../../feed/samples-in-memory.js';

/** The sync samples of a sheet from a transport stream are a tenth of this. */
const MAX_BYTES = 128 * 1024 * 1024;

/**
 * The samples of the frames, by default a second after each other from FEED_START_SECONDS on.
 * @param frames of one part of a track, in any order, each a sync sample.
 * @param seconds when each is presented, counted from there; ascending.
 * @throws OnplayError as `feedBytes`, while iterating.
 */
export async function* pictureFeed(
  track: VideoTrack,
  frames: readonly number[],
  source: ByteSource,
  seconds: readonly number[] = frames.map((_, i) => i),
): AsyncGenerator<Uint8Array> {
  const indexes = frames.map((frame) => track.frames[frame]!);
  source.willRead?.(
    indexes.flatMap((index) => sampleRanges(track.samples, { first: index, end: index + 1 })),
  );
  const { timescale } = track;
  const times = Float64Array.from(seconds, (second) => (FEED_START_SECONDS + second) * timescale);
  const plan = { first: 0, end: frames.length, timescale, times, decodeTimes: times };
  if (!track.samples.packets) {
    yield* feedBytes({ ...track, samples: picked(track.samples, indexes) }, plan, source);
    return;
  }
  // Between one of them and the next lies most of the file.
  const sizes = Uint32Array.from(indexes, (index) => track.samples.sizes[index]!);
  if (sizes.reduce((sum, size) => sum + size, 0) > MAX_BYTES)
    throw damaged('its keyframes are impossibly large');
  const samples: Uint8Array[] = [];
  for (const index of indexes)
    samples.push(...(await readSamples(track.samples, { first: index, end: index + 1 }, source)));
  yield* feedBytes({ ...track, samples: backToBack(sizes) }, plan, inMemory(Buffer.concat(samples)));
}

function picked(samples: SampleTable, indexes: readonly number[]): SampleTable {
  const { offsets, sizes, times, descriptions, prefix } = samples;
  return {
    count: indexes.length,
    offsets: Float64Array.from(indexes, (i) => offsets[i]!),
    sizes: Uint32Array.from(indexes, (i) => sizes[i]!),
    times: Float64Array.from(indexes, (i) => times[i]!),
    sync: new Uint8Array(indexes.length).fill(1),
    ...(descriptions && { descriptions: Uint8Array.from(indexes, (i) => descriptions[i]!) }),
    ...(prefix && { prefix }),
  };
}
