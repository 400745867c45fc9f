/** Compares all that reaches the encoder, segment by segment, with what ffmpeg makes of the whole master. */
import { expect } from 'vitest';
import { AAC_FRAME_SAMPLES } from '../../../src/masters/segment-map/segment-map.js';
import type { VideoTrack } from '../../../src/tracks/track.js';
import {
  audioBeforeEncoding,
  decodedByFfmpeg,
  INSTANT,
} from '../../encoder/produce/support/audio-before-encoding.js';
import { stereoFilters } from '../../encoder/produce/support/decoded-audio.js';
import { fedFrames } from '../../encoder/produce/support/fed-frames.js';
import { type HashedFrame, hashFrames } from '../../encoder/produce/support/frame-hashes.js';
import { type MasterUnderTest, openMaster } from '../../encoder/produce/support/master-under-test.js';

/** So that there are many seams. */
const SEGMENTS = { targetSeconds: 1, firstSeconds: [0.7] };
/** Files have milliseconds; times of a constant rate are exact. */
const ROUNDING_SECONDS = 0.001;

/** Opens a master that is whole, with many short segments, and closes it after use. */
export async function withShortSegments<T>(
  path: string,
  use: (master: MasterUnderTest) => Promise<T>,
): Promise<T> {
  const master = await openMaster(path, SEGMENTS);
  try {
    expect(master.index.missing).toBeUndefined();
    return await use(master);
  } finally {
    await master.close();
  }
}

/** Expects all frames of the master, each once and at its time. @param reference a file that ffmpeg decodes rightly. */
export async function expectFramesOfFfmpeg(master: MasterUnderTest, reference = master.path): Promise<void> {
  const segments = await fedFrames(master);
  const frames = withTimesOfIndex(segments.flat(), master.index.video!);
  const whole = await hashFrames(reference);
  expect(frames.map(({ hash }) => hash)).toEqual(whole.map(({ hash }) => hash));
  const shift = frames[0]!.time - whole[0]!.time;
  for (const [i, { time }] of frames.entries())
    expect(Math.abs(time - whole[i]!.time - shift)).toBeLessThan(ROUNDING_SECONDS);
  expect(segments.length).toBeGreaterThan(1);
}

/** Of a track whose order is unknown, frames are presented at the times of the index, whatever the decoder makes of the feed. */
function withTimesOfIndex(decoded: readonly HashedFrame[], track: VideoTrack): readonly HashedFrame[] {
  const { orderUnknown, frames, samples, timescale } = track;
  if (!orderUnknown) return decoded;
  return decoded.map(({ hash }, i) => ({ hash, time: samples.times[frames[i]!]! / timescale }));
}

/**
 * Expects all samples of the master's audio, or of a file that has the same.
 *
 * @param difference between two samples that count as the same, of 16 bits
 */
export async function expectSamplesOfFfmpeg(
  master: MasterUnderTest,
  difference = 0,
  reference: string = master.path,
): Promise<void> {
  const track = master.index.audio[0]!;
  const filters = stereoFilters(track.channels, master.ladder.audio.at(-1)!.sampleRate);
  const joined = await audioBeforeEncoding(master, track);
  const whole = await decodedByFfmpeg(reference, filters);
  // A resampler treats the first and last samples of its input differently.
  const margin = AAC_FRAME_SAMPLES * INSTANT;
  const end = whole.length - 2 * margin;
  expect(end).toBeGreaterThan(2 * margin);
  expect(greatestDifference(joined.subarray(margin, end), whole.subarray(margin, end))).toBeLessThanOrEqual(
    difference,
  );
  // In whole frames of the output, of which one more may begin.
  expect(joined.length - whole.length).toBeLessThan(2 * margin);
}

function greatestDifference(some: Buffer, other: Buffer): number {
  if (some.equals(other)) return 0;
  if (some.length !== other.length) return Number.POSITIVE_INFINITY;
  let greatest = 0;
  for (let at = 0; at < some.length; at += 2)
    greatest = Math.max(greatest, Math.abs(some.readInt16LE(at) - other.readInt16LE(at)));
  return greatest;
}
