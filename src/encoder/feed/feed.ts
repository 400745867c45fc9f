/** Writes the samples of a feed plan as a small fragmented MP4, reading the master as it goes. */
import type { FragmentSample } from '../../isobmff/index.js';
import { type ByteSource, type DecodableTrack, type SampleTable, truncated } from '../../masters/index.js';
import { fragment, movie } from '../../packager/index.js';
import type { FeedPlan } from './feed-plan.js';

/** Samples no further apart in the file are read together. */
const MAX_GAP_BYTES = 64 * 1024;
const MAX_READ_BYTES = 4 * 1024 * 1024;

/**
 * The bytes of the feed. It carries the master's `stsd` box unchanged, so whatever decodes the master decodes the feed.
 * @throws OnplayError `master_changed`, `master_unreadable` or `master_truncated` while iterating.
 */
export async function* feedBytes(
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

/**
 * The bytes of the samples [first, end) in decode order; neighbours in the file are read together.
 * @throws OnplayError as `feedBytes`.
 */
export async function* sampleBytes(
  samples: SampleTable,
  run: { readonly first: number; readonly end: number },
  source: ByteSource,
): AsyncGenerator<Uint8Array> {
  const { offsets, sizes } = samples;
  for (let first = run.first; first < run.end; ) {
    const start = offsets[first]!;
    let last = first;
    let end = start + sizes[first]!;
    while (last + 1 < run.end) {
      const gap = offsets[last + 1]! - end;
      const next = offsets[last + 1]! + sizes[last + 1]!;
      if (gap < 0 || gap > MAX_GAP_BYTES || next - start > MAX_READ_BYTES) break;
      last++;
      end = next;
    }
    const bytes = await source.read(start, end - start);
    // Otherwise the decoder would take the missing bytes for damaged frames and skip them.
    if (bytes.byteLength < end - start) throw truncated();
    yield* slices(bytes, start, samples, first, last + 1);
    first = last + 1;
  }
}

/** The bytes of each of the samples [first, end). @throws OnplayError as `feedBytes`. */
export async function readSamples(
  samples: SampleTable,
  run: { readonly first: number; readonly end: number },
  source: ByteSource,
): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of sampleBytes(samples, run, source)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  let at = 0;
  return Array.from(samples.sizes.subarray(run.first, run.end), (size) => {
    at += size;
    return bytes.subarray(at - size, at);
  });
}

/** The samples [first, end) out of bytes that begin at `start` in the file; adjacent samples in one slice. */
function* slices(
  bytes: Uint8Array,
  start: number,
  { offsets, sizes }: SampleTable,
  first: number,
  end: number,
): Generator<Uint8Array> {
  let from = offsets[first]!;
  let to = from;
  for (let sample = first; sample < end; sample++) {
    if (offsets[sample]! !== to) {
      yield bytes.subarray(from - start, to - start);
      from = offsets[sample]!;
      to = from;
    }
    to += sizes[sample]!;
  }
  yield bytes.subarray(from - start, to - start);
}
