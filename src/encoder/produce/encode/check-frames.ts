/** Checks the encoder's output: every expected frame, once, at its exact time in ticks. */
import type { CodedSample, FragmentedTrack } from '../../../packager/index.js';
import { videoCodecs } from '../../codecs/index.js';
import { FEED_START_SECONDS } from '../../feed/feed-plan.js';
import type { VideoRendition } from '../../rendition.js';
import { segmentInvalid } from '../../segment-invalid.js';

export interface Expectation {
  /** Presentation time of each frame in ticks, then the end of the last one. */
  readonly times: Float64Array;
  readonly timescale: number;
  readonly codec: VideoRendition['codec'];
  /** The decoder configuration record of the init segment. */
  readonly parameterSets: Uint8Array;
  /** True where only the number of frames can be checked, because the master's times are not in presentation order. */
  readonly orderUnknown: boolean;
  /** True where ffmpeg reported decode errors: then frames may be missing, and the frame before lasts longer. */
  readonly decodeErrors: boolean;
  /** True where frames may have been lost or disordered on the way: then any of them may be missing, or be at another time. */
  readonly isLossy?: boolean;
}

export interface CheckedFrames {
  /** In decode order. */
  readonly samples: readonly CodedSample[];
  /** Position of each sample in presentation order, from 0. */
  readonly ranks: Uint32Array;
  /** Presentation time in ticks of each frame present, in order, then the end of the last one. */
  readonly times: Float64Array;
}

/**
 * Returns the frames of one encoded chunk with their times in the presentation.
 * @throws OnplayError `segment_invalid` unless timescale, parameter sets, keyframe and times are as expected.
 */
export function checkFrames(encoded: FragmentedTrack, expected: Expectation): CheckedFrames {
  const { samples, timescale, sampleEntry } = encoded;
  const parameterSets = videoCodecs[expected.codec].configuration(sampleEntry);
  if (timescale !== expected.timescale)
    throw segmentInvalid(`timescale ${timescale}, not ${expected.timescale}`);
  if (!parameterSets || Buffer.compare(parameterSets, expected.parameterSets) !== 0) {
    throw segmentInvalid('the parameter sets differ from those of the init segment');
  }
  const order = presentationOrder(samples);
  const ranks = new Uint32Array(samples.length);
  order.forEach((sample, rank) => {
    ranks[sample] = rank;
  });
  if ((expected.decodeErrors || expected.isLossy) && samples.length === 0)
    return { samples, ranks, times: expected.times.subarray(-1) };
  if (!samples[0]?.sync || ranks[0] !== 0) throw segmentInvalid('the first frame is not a keyframe');
  assertCount(samples.length, expected);
  return {
    samples,
    ranks,
    times: timesOf(
      order.map((sample) => samples[sample]!),
      expected,
    ),
  };
}

/** Sample indexes in presentation order. */
function presentationOrder(samples: readonly CodedSample[]): number[] {
  return samples.map((_, i) => i).sort((a, b) => samples[a]!.compositionTime - samples[b]!.compositionTime);
}

function assertCount(count: number, { times, decodeErrors, isLossy }: Expectation): void {
  const wanted = times.length - 1;
  if (isLossy || count === wanted || (decodeErrors && count < wanted)) return;
  throw segmentInvalid(`${count} frames were encoded, not ${wanted}`);
}

function timesOf(frames: readonly CodedSample[], expected: Expectation): Float64Array {
  const { times, timescale, orderUnknown, isLossy } = expected;
  const end = times.at(-1)!;
  if (orderUnknown) return Float64Array.of(...times.subarray(0, frames.length), end);
  const offset = times[0]! - FEED_START_SECONDS * timescale;
  if (isLossy) return decodedTimes(frames, { start: times[0]!, end, offset });
  const present = new Float64Array(frames.length + 1);
  let next = 0;
  frames.forEach(({ compositionTime }, i) => {
    const time = compositionTime + offset;
    while (next < times.length - 1 && times[next]! < time) next++;
    if (next >= times.length - 1 || times[next] !== time)
      throw segmentInvalid(`frame ${i} is at ${time}, where no frame is expected`);
    present[i] = time;
    next++;
  });
  present[frames.length] = end;
  // Where the first frame is missing, the next one is shown from the chunk's start.
  present[0] = times[0]!;
  return present;
}

/** As the decoder has them: it decides itself when to show what comes out of order. */
function decodedTimes(
  frames: readonly CodedSample[],
  { start, end, offset }: { readonly start: number; readonly end: number; readonly offset: number },
): Float64Array {
  const present = Float64Array.from([...frames.map(({ compositionTime }) => compositionTime + offset), end]);
  present[0] = start;
  const misplaced = present.findIndex((time, i) => i > 0 && time <= present[i - 1]!);
  if (misplaced > 0)
    throw segmentInvalid(`frame ${misplaced - 1} is at ${present[misplaced - 1]}, before another ends`);
  return present;
}
