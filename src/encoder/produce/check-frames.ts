/** Whether what came out of an encode is what was asked for: every frame, once, at its own time to the tick. */
import type { CodedSample, FragmentedTrack } from '../../packager/index.js';
import { FEED_START_SECONDS } from '../feed/feed-plan.js';
import { segmentInvalid } from './segment-invalid.js';

export interface Expectation {
  /** Presentation time of each frame in ticks, and where the last one ends. */
  readonly times: Float64Array;
  readonly timescale: number;
  /** The content of the init segment's `avcC`. */
  readonly parameterSets: Uint8Array;
  /** Whether only the number of frames can be checked, since the master's own times are not in their order. */
  readonly orderUnknown: boolean;
  /** Whether ffmpeg reported damage: then frames may be missing, and the ones before them stand longer. */
  readonly decodeErrors: boolean;
}

export interface CheckedFrames {
  /** In decode order. */
  readonly samples: readonly CodedSample[];
  /** For each of them, its place in presentation order. */
  readonly ranks: Uint32Array;
  /** Presentation time of each frame that is there, in order, and where the last one ends. */
  readonly times: Float64Array;
}

/** @throws OnplayError `segment_invalid`. */
export function checkFrames(encoded: FragmentedTrack, expected: Expectation): CheckedFrames {
  const { samples, timescale, sampleEntry } = encoded;
  if (timescale !== expected.timescale)
    throw segmentInvalid(`timescale ${timescale}, not ${expected.timescale}`);
  if (!sampleEntry.avcC || Buffer.compare(sampleEntry.avcC, expected.parameterSets) !== 0) {
    throw segmentInvalid('its parameter sets are not those of the init segment');
  }
  const order = presentationOrder(samples);
  const ranks = new Uint32Array(samples.length);
  order.forEach((sample, rank) => {
    ranks[sample] = rank;
  });
  if (expected.decodeErrors && samples.length === 0)
    return { samples, ranks, times: expected.times.subarray(-1) };
  if (!samples[0]?.sync || ranks[0] !== 0) throw segmentInvalid('the first frame is not a keyframe');
  requireNumber(samples.length, expected);
  return {
    samples,
    ranks,
    times: timesOf(
      order.map((sample) => samples[sample]!),
      expected,
    ),
  };
}

/** Indexes of the samples, by when they are presented. */
function presentationOrder(samples: readonly CodedSample[]): number[] {
  return samples.map((_, i) => i).sort((a, b) => samples[a]!.compositionTime - samples[b]!.compositionTime);
}

function requireNumber(count: number, { times, decodeErrors }: Expectation): void {
  const wanted = times.length - 1;
  if (count === wanted || (decodeErrors && count < wanted)) return;
  throw segmentInvalid(`${count} frames came out, not ${wanted}`);
}

function timesOf(
  frames: readonly CodedSample[],
  { times, timescale, orderUnknown }: Expectation,
): Float64Array {
  const end = times.at(-1)!;
  if (orderUnknown) return Float64Array.of(...times.subarray(0, frames.length), end);
  const offset = times[0]! - FEED_START_SECONDS * timescale;
  const present = new Float64Array(frames.length + 1);
  let next = 0;
  frames.forEach(({ compositionTime }, i) => {
    const time = compositionTime + offset;
    while (next < times.length - 1 && times[next]! < time) next++;
    if (next >= times.length - 1 || times[next] !== time)
      throw segmentInvalid(`frame ${i} is at ${time}, which is no frame's`);
    present[i] = time;
    next++;
  });
  present[frames.length] = end;
  // Where the first frame is missing, the next one stands from the segment's start.
  present[0] = times[0]!;
  return present;
}
