/** Writes the samples of a feed plan as a small fragmented MP4. */
import type { FragmentSample } from '../../isobmff/index.js';
import type { DecodableTrack } from '../../masters/index.js';
import { fragment, movie } from '../../packager/index.js';
import type { ByteSource } from '../../stores/index.js';
import type { FeedPlan } from './feed-plan.js';
import { sampleBytes } from './sample-bytes.js';

/** The feed of a track with a `sampleDescription`, which it carries unchanged. @throws OnplayError as `feedBytes`. */
export async function* mp4Feed(
  track: DecodableTrack,
  plan: FeedPlan,
  source: ByteSource,
): AsyncGenerator<Uint8Array> {
  yield movie({
    timescale: plan.timescale,
    kind: track.kind,
    width: 0,
    height: 0,
    language: 'und',
    sampleDescription: track.sampleDescription,
    brands: track.quickTime
      ? { major: 'qt  ', compatible: ['qt  '] }
      : { major: 'iso6', compatible: ['iso6', 'mp41'] },
  });
  for (const run of runsOfOneDescription(track, plan)) {
    yield fragmentHeader(track, plan, run);
    yield* sampleBytes(track.samples, run, source);
  }
}

/** Samples [first, end) of the track. */
interface Run {
  readonly sequenceNumber: number;
  readonly first: number;
  readonly end: number;
}

/** A track fragment has one sample description (ISO/IEC 14496-12 8.8.7), so a change of it starts another fragment. */
function* runsOfOneDescription({ samples }: Pick<DecodableTrack, 'samples'>, plan: FeedPlan): Generator<Run> {
  const { descriptions } = samples;
  let first = plan.first;
  for (let sequenceNumber = 1; first < plan.end; sequenceNumber++) {
    let end = descriptions ? first + 1 : plan.end;
    while (descriptions && end < plan.end && descriptions[end] === descriptions[first]) end++;
    yield { sequenceNumber, first, end };
    first = end;
  }
}

function fragmentHeader({ samples }: Pick<DecodableTrack, 'samples'>, plan: FeedPlan, run: Run): Uint8Array {
  const entries: FragmentSample[] = [];
  for (let sample = run.first; sample < run.end; sample++) {
    const i = sample - plan.first;
    const decodeTime = plan.decodeTimes[i]!;
    entries.push({
      size: samples.sizes[sample]!,
      duration: (plan.decodeTimes[i + 1] ?? decodeTime + 1) - decodeTime,
      compositionOffset: plan.times[i]! - decodeTime,
      sync: samples.sync[sample] === 1,
    });
  }
  return fragment({
    sequenceNumber: run.sequenceNumber,
    baseMediaDecodeTime: plan.decodeTimes[run.first - plan.first]!,
    samples: entries,
    sampleDescriptionIndex: samples.descriptions?.[run.first] ?? 1,
  });
}
