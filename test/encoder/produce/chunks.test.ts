/** A segment's bytes do not depend on how its chunks are distributed over processes. */
import { describe, expect, test } from 'vitest';
import { chunksOf } from '../../../src/encoder/produce/chunks/chunks.js';
import { shareChunks } from '../../../src/encoder/produce/chunks/share-chunks.js';
import { encodeParameterSets, videoInit } from '../../../src/encoder/produce/init.js';
import { encodeVideoSegment } from '../../../src/encoder/produce/video/video-segment.js';
import { readFragments } from '../../../src/packager/index.js';
import { generateMaster } from '../../support/masters.js';
import { type MasterUnderTest, never, openMaster } from './support/master-under-test.js';

const LONG_SEGMENTS = { targetSeconds: 4.5, firstSeconds: [] };

test.each([
  'h264-24-gop2',
  'h264-23976-irregular-gop',
  'h264-5994',
  'h264-vfr',
  'h264-open-gop',
  'long-gop',
  'hevc10-hdr',
  'interlaced',
  'prores-mov',
] as const)('one process and two make the same segment of %s', async (kind) => {
  const master = await openMaster(await generateMaster(kind), LONG_SEGMENTS);
  const [rendition] = master.ladder.video;
  const [parameterSets = new Uint8Array()] = await encodeParameterSets(master.settings, [rendition!], never);
  const request = { track: master.index.video!, map: master.map, rendition: rendition!, parameterSets };
  const encode = (processes: number) =>
    encodeVideoSegment(master.settings, { ...request, segment: 0, processes }, master.source(0), never);
  const [alone, shared] = [await encode(1), await encode(2)];
  await master.close();
  expect(Buffer.compare(alone.bytes, shared.bytes)).toBe(0);
});

describe('chunks', () => {
  const chunksIn = (master: MasterUnderTest, keepEvery: number, segment = 0) =>
    chunksOf(master.index.video!, master.map, segment, { keepEvery });

  test('are contiguous, and each starts on an encoded frame', async () => {
    const master = await openMaster(await generateMaster('h264-5994'), LONG_SEGMENTS);
    for (const keepEvery of [1, 2] as const) {
      const chunks = chunksIn(master, keepEvery);
      expect(chunks.length).toBeGreaterThan(1);
      expect(chunks[0]?.firstFrame).toBe(0);
      expect(chunks.at(-1)?.endFrame).toBe(master.map.firstFrames?.[1]);
      chunks.slice(1).forEach((chunk, i) => {
        expect(chunk.firstFrame).toBe(chunks[i]?.endFrame);
        expect(chunk.firstFrame % keepEvery).toBe(0);
      });
    }
    await master.close();
  });

  test('each begin with a keyframe', async () => {
    const master = await openMaster(await generateMaster('long-gop'), LONG_SEGMENTS);
    const [rendition] = master.ladder.video;
    const [parameterSets = new Uint8Array()] = await encodeParameterSets(
      master.settings,
      [rendition!],
      never,
    );
    const request = { track: master.index.video!, map: master.map, rendition: rendition!, parameterSets };
    const { bytes } = await encodeVideoSegment(
      master.settings,
      { ...request, segment: 0 },
      master.source(0),
      never,
    );
    const chunks = chunksIn(master, rendition!.keepEvery);
    await master.close();
    const { samples } = readFragments(Buffer.concat([videoInit(rendition!, parameterSets), bytes]));
    for (const { firstFrame } of chunks) expect(samples[firstFrame / rendition!.keepEvery]?.sync).toBe(true);
  });

  test('share one process where the later starts at a random access point, or both at the same keyframe', async () => {
    const closed = await openMaster(await generateMaster('h264-24-gop2'), LONG_SEGMENTS);
    const sparse = await openMaster(await generateMaster('long-gop'), LONG_SEGMENTS);
    for (const master of [closed, sparse]) {
      const chunks = chunksIn(master, 1);
      expect(chunks.length).toBeGreaterThan(1);
      const shares = shareChunks(master.index.video!, chunks, 1);
      expect(shares).toEqual([[chunks]]);
      expect(shareChunks(master.index.video!, chunks, chunks.length)).toEqual(
        chunks.map((chunk) => [[chunk]]),
      );
      await master.close();
    }
  });
});
