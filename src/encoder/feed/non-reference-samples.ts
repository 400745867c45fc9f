/** Removes non-reference samples outside the segment from a feed: decoding them has no effect on the output. */
import type { ByteSource } from '../../stores/index.js';
import { restoredSample, storedSize, truncated, type VideoTrack } from '../../tracks/index.js';
import { videoCodecOf } from '../codecs/index.js';
import { FEED_START_SECONDS, type FeedPlan, PARKING_SECONDS } from './feed-plan.js';

/** Decoding fewer samples is faster than inspecting them. */
const MIN_UNSEEN = 8;
/** The inspected samples are read in one go. */
const MAX_READ_BYTES = 16 * 1024 * 1024;

interface VideoFeed {
  readonly track: VideoTrack;
  readonly plan: FeedPlan;
}

/**
 * The feed without the samples that are outside the segment and non-reference. The segment's frames decode the same. Returns
 * the feed unchanged where the codec does not tell them, and for interlaced tracks.
 * @throws OnplayError `master_unreadable`, `master_changed`, `master_truncated`.
 */
export async function withoutNonReference(feed: VideoFeed, source: ByteSource): Promise<VideoFeed> {
  const { track, plan } = feed;
  const isNonReference = videoCodecOf(track)?.nonReferenceTest(track);
  // Deinterlacing looks at neighbouring frames outside the segment.
  if (!isNonReference || track.interlaced) return feed;
  const unseen = unseenSamples(plan);
  const [firstUnseen] = unseen;
  if (firstUnseen === undefined || unseen.length < MIN_UNSEEN) return feed;
  const { offsets } = track.samples;
  const start = unseen.reduce((lowest, sample) => Math.min(lowest, offsets[sample]!), offsets[firstUnseen]!);
  const end = unseen.reduce(
    (highest, sample) => Math.max(highest, offsets[sample]! + storedSize(track.samples, sample)),
    0,
  );
  if (end - start > MAX_READ_BYTES) return feed;
  const bytes = await source.read(start, end - start);
  if (bytes.byteLength < end - start) throw truncated();
  const nonReference = unseen.filter((sample) => {
    const at = offsets[sample]! - start;
    const stored = bytes.subarray(at, at + storedSize(track.samples, sample));
    return isNonReference(restoredSample(track.samples, stored));
  });
  return nonReference.length > 0 ? without(feed, new Set(nonReference)) : feed;
}

/** Samples of the plan whose frames are dropped after decoding; never the first, where decoding starts. */
function unseenSamples({ first, end, times, timescale }: FeedPlan): number[] {
  const unseen: number[] = [];
  for (let sample = first + 1; sample < end; sample++) {
    const seconds = times[sample - first]! / timescale;
    if (seconds < FEED_START_SECONDS || seconds >= FEED_START_SECONDS + PARKING_SECONDS) unseen.push(sample);
  }
  return unseen;
}

function without({ track, plan }: VideoFeed, removed: ReadonlySet<number>): VideoFeed {
  const { offsets, sizes, times, sync, descriptions, prefix, packets } = track.samples;
  const isKept = (_: number, i: number) => !removed.has(plan.first + i);
  const kept = <T extends Float64Array | Uint32Array | Uint8Array>(values: T): T =>
    values.subarray(plan.first, plan.end).filter(isKept) as T;
  const count = plan.end - plan.first - removed.size;
  return {
    track: {
      ...track,
      samples: {
        count,
        offsets: kept(offsets),
        sizes: kept(sizes),
        times: kept(times),
        sync: kept(sync),
        ...(descriptions && { descriptions: kept(descriptions) }),
        ...(prefix && { prefix }),
        ...(packets && { packets }),
      },
    },
    plan: {
      first: 0,
      end: count,
      timescale: plan.timescale,
      times: plan.times.filter(isKept),
      decodeTimes: plan.decodeTimes.filter(isKept),
    },
  };
}
