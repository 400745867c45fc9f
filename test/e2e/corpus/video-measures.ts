/** Compares the fetched video with the master's. */
import { type DecodedStream, decodeStreams } from './decoded-streams.js';
import type { FetchedRendition } from './fetched-master.js';

/** Containers round times to milliseconds. */
const ROUNDING_SECONDS = 0.001;
/** Largest allowed shift of all frames on the presentation timeline, and so against the audio. */
const OFFSET_TOLERANCE_SECONDS = 0.002;
/** Held frames are further away. */
const HELD_FROM_SECONDS = 0.05;

export interface VideoMeasures {
  readonly framesExpected: number;
  readonly framesGot: number;
  readonly worstTimeErrorSeconds: number;
  readonly faults: readonly string[];
}

export interface VideoExpectation {
  /** Start of the presentation on the master's timeline, in seconds. */
  readonly start: number;
  /** 2 if the rendition has only the first, third, fifth… frame of each segment, and so on. */
  readonly keepEvery: number;
  readonly timeToleranceSeconds: number;
}

export async function measureVideo(
  master: DecodedStream | undefined,
  expectation: VideoExpectation,
  fetched: FetchedRendition | undefined,
): Promise<VideoMeasures> {
  if (!master || !fetched) {
    const faults = master || fetched ? ['only one of the two has video'] : [];
    return { framesExpected: master?.times.length ?? 0, framesGot: 0, worstTimeErrorSeconds: 0, faults };
  }
  const { start, keepEvery, timeToleranceSeconds } = expectation;
  const times = master.times.map((time) => time - start);
  const expected = keepEvery === 1 ? times : everyNth(times, fetched.boundaries, keepEvery);
  const { streams, decodeErrors } = await decodeStreams('pipe:0', fetched.joined);
  const got = withoutHeld(streams[0]?.times ?? [], expected);
  const worst = worstDifference(expected, got);
  const offset = Math.abs((got[0] ?? 0) - (expected[0] ?? 0));
  return {
    framesExpected: expected.length,
    framesGot: got.length,
    worstTimeErrorSeconds: worst,
    faults: [
      ...(decodeErrors ? [`decoding the video: ${decodeErrors}`] : []),
      ...(got.length === expected.length ? [] : [`${got.length} frames, not ${expected.length}`]),
      ...(worst > timeToleranceSeconds ? [`a frame is ${worst} s off`] : []),
      ...(offset > OFFSET_TOLERANCE_SECONDS ? [`all frames are ${offset} s off`] : []),
      ...faultsOfEnd(master, fetched, start),
    ],
  };
}

/** Without frames before the first and behind the last one of the master, which are held where there is only audio. */
function withoutHeld(got: readonly number[], expected: readonly number[]): number[] {
  const [first = 0, last = 0] = [expected[0], expected.at(-1)];
  return got.filter((time) => time > first - HELD_FROM_SECONDS && time < last + HELD_FROM_SECONDS);
}

/** The times that a rendition has which keeps the first of every `n` frames of a segment. */
export function everyNth(times: readonly number[], boundaries: readonly number[], n: number): number[] {
  return boundaries.slice(0, -1).flatMap((start, segment) => {
    const isLast = segment + 2 === boundaries.length;
    const end = isLast ? Number.POSITIVE_INFINITY : boundaries[segment + 1]!;
    const inside = times.filter((time) => time >= start - ROUNDING_SECONDS && time < end - ROUNDING_SECONDS);
    return inside.filter((_, index) => index % n === 0);
  });
}

function worstDifference(expected: readonly number[], got: readonly number[]): number {
  const count = Math.min(expected.length, got.length);
  let worst = 0;
  for (let i = 0; i < count; i++) {
    worst = Math.max(worst, Math.abs(got[i]! - got[0]! - (expected[i]! - expected[0]!)));
  }
  return worst;
}

/** The last frame ends with its track; it may be extended while the audio lasts longer. */
function faultsOfEnd({ end, longestFrame }: DecodedStream, { boundaries }: FetchedRendition, start: number) {
  const last = boundaries.at(-1)!;
  const isShort = last < end - start - longestFrame - ROUNDING_SECONDS;
  return isShort ? [`the video ends at ${last} s, not ${end - start}`] : [];
}
