/** Matroska and WebM in place: every frame and every sample that is encoded is what ffmpeg makes of the master itself. */
import { expect, test } from 'vitest';
import { AAC_FRAME_SAMPLES } from '../../../src/masters/segment-map/segment-map.js';
import {
  audioBeforeEncoding,
  decodedByFfmpeg,
  INSTANT,
} from '../../encoder/produce/support/audio-before-encoding.js';
import { stereoFilters } from '../../encoder/produce/support/decoded-audio.js';
import { fedFrames } from '../../encoder/produce/support/fed-frames.js';
import { hashFrames } from '../../encoder/produce/support/frame-hashes.js';
import { type MasterUnderTest, openMaster } from '../../encoder/produce/support/master-under-test.js';
import { matroskaAudioKinds, matroskaMaster, matroskaVideoKinds } from '../../support/matroska-masters.js';

/** So that there are many seams. */
const SEGMENTS = { targetSeconds: 1, firstSeconds: [0.7] };
/** Files have milliseconds; times of a constant rate are exact. */
const ROUNDING_SECONDS = 0.001;

async function opened<T>(path: string, use: (master: MasterUnderTest) => Promise<T>): Promise<T> {
  const master = await openMaster(path, SEGMENTS);
  try {
    expect(master.index.files).toEqual([{ kind: 'master' }]);
    expect(master.index.missing).toBeUndefined();
    return await use(master);
  } finally {
    await master.close();
  }
}

test.each(matroskaVideoKinds)('frames of %s', async (kind) => {
  const path = await matroskaMaster(kind);
  const segments = await opened(path, fedFrames);
  const frames = segments.flat();
  const whole = await hashFrames(path);
  expect(frames.map(({ hash }) => hash)).toEqual(whole.map(({ hash }) => hash));
  const shift = frames[0]!.time - whole[0]!.time;
  for (const [i, { time }] of frames.entries())
    expect(Math.abs(time - whole[i]!.time - shift)).toBeLessThan(ROUNDING_SECONDS);
  expect(segments.length).toBeGreaterThan(1);
});

test.each(matroskaAudioKinds)('samples of %s', async (kind) => {
  const path = await matroskaMaster(kind);
  const { joined, whole } = await opened(path, async (master) => {
    const track = master.index.audio[0]!;
    const filters = stereoFilters(track.channels, master.ladder.audio.at(-1)!.sampleRate);
    return {
      joined: await audioBeforeEncoding(master, track),
      whole: await decodedByFfmpeg(path, filters),
    };
  });
  // A resampler treats the first and last samples of its input differently.
  const margin = AAC_FRAME_SAMPLES * INSTANT;
  const end = whole.length - 2 * margin;
  expect(joined.subarray(margin, end).equals(whole.subarray(margin, end))).toBe(true);
  // In whole frames of the output, of which one more may begin.
  expect(joined.length - whole.length).toBeLessThan(2 * margin);
});
