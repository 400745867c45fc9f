/** Transport streams in place: every frame and every sample that is encoded is what ffmpeg makes of the master itself. */
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
import { partOf } from '../../support/part-of.js';
import {
  changedTransportMaster,
  packetsOf,
  type TransportKind,
  transportAudioKinds,
  transportMaster,
  transportVideoKinds,
} from '../../support/transport-masters.js';

/** So that there are many seams. */
const SEGMENTS = { targetSeconds: 1, firstSeconds: [0.7] };
/** A tick of 90 kHz, and what a time in microseconds is rounded by. */
const ROUNDING_SECONDS = 0.000_02;

async function opened<T>(path: string, use: (master: MasterUnderTest) => Promise<T>): Promise<T> {
  const master = await openMaster(path, SEGMENTS);
  try {
    expect(master.index.files).toEqual([{ kind: 'master' }]);
    return await use(master);
  } finally {
    await master.close();
  }
}

/** Expects the frames of a master to be those that ffmpeg decodes of `reference`, at the same distances. */
async function expectFramesOf(path: string, reference = path): Promise<void> {
  const segments = await opened(path, fedFrames);
  const frames = segments.flat();
  const whole = await hashFrames(reference);
  expect(frames.map(({ hash }) => hash)).toEqual(whole.map(({ hash }) => hash));
  const shift = frames[0]!.time - whole[0]!.time;
  for (const [i, { time }] of frames.entries())
    expect(Math.abs(time - whole[i]!.time - shift)).toBeLessThan(ROUNDING_SECONDS);
  expect(segments.length).toBeGreaterThan(1);
}

test.each(partOf(transportVideoKinds))('frames of %s', async (kind) => {
  await expectFramesOf(await transportMaster(kind));
});

test.each(partOf(transportAudioKinds))('samples of %s', async (kind) => {
  const path = await transportMaster(kind);
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

test.each<TransportKind>(['video and audio, 192 bytes', 'a clock that wraps'])('%s', async (kind) => {
  const path = await transportMaster(kind);
  await expectFramesOf(path, await transportMaster('video and audio'));
});

test('204 bytes, with error correction behind each packet', async () => {
  const path = await changedTransportMaster('video and audio', '204 bytes', (bytes) =>
    Buffer.concat(packetsOf(bytes).flatMap((packet) => [packet, Buffer.alloc(16, 0x47)])),
  );
  await expectFramesOf(path, await transportMaster('video and audio'));
});

test('a file that begins within a packet, and ends within one', async () => {
  const whole = await hashFrames(await transportMaster('video and audio'));
  const path = await changedTransportMaster('video and audio', 'cut at both ends', (bytes) =>
    bytes.subarray(100 * 188 + 77, bytes.byteLength - 100 * 188 - 77),
  );
  const { frames, missing } = await opened(path, async (master) => ({
    frames: (await fedFrames(master)).flat(),
    missing: master.index.missing,
  }));
  const hashes = whole.map(({ hash }) => hash);
  const shown = frames.map(({ hash }) => hash);
  const first = hashes.indexOf(shown[0]!);
  expect(first).toBeGreaterThanOrEqual(0);
  // The first frame is held while there is audio before it.
  const own = shown.slice(shown.lastIndexOf(shown[0]!));
  expect(own).toEqual(hashes.slice(first, first + own.length));
  expect(own.length).toBeGreaterThan(whole.length / 2);
  expect(missing?.reason).toContain('ends before');
});

test('recordings that were joined play one after the other', async () => {
  const path = await changedTransportMaster('video and audio', 'joined', (bytes) =>
    Buffer.concat([bytes, bytes]),
  );
  const whole = await hashFrames(await transportMaster('video and audio'));
  const frames = (await opened(path, fedFrames)).flat();
  const hashes = whole.map(({ hash }) => hash);
  expect(frames.map(({ hash }) => hash)).toEqual([...hashes, ...hashes]);
  const intervals = frames.slice(1).map(({ time }, i) => time - frames[i]!.time);
  for (const interval of intervals) expect(interval).toBeCloseTo(1001 / 24_000, 3);
});

test('of several programmes, the first with video is played, and the others are named', async () => {
  const index = await opened(await transportMaster('two programmes'), async (master) => master.index);
  expect(index.video?.codec).toBe('h264');
  expect(index.audio).toHaveLength(1);
  expect(index.ignored).toMatchObject([{ kind: 'audio', reason: 'it is of programme 3' }]);
});
