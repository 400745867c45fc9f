/** However the parts of a segment are dealt out, its bytes are the same. */
import { describe, expect, test } from 'vitest';
import { chunksOf } from '../../../src/encoder/produce/chunks.js';
import { encodeParameterSets, videoInit } from '../../../src/encoder/produce/init.js';
import { shareChunks } from '../../../src/encoder/produce/share-chunks.js';
import { encodeVideoSegment } from '../../../src/encoder/produce/video-segment.js';
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

describe('parts', () => {
  const partsIn = (master: MasterUnderTest, keepEvery: 1 | 2, segment = 0) =>
    chunksOf(master.index.video!, master.map, segment, { keepEvery });

  test('follow each other without a gap, and each starts on a frame that is kept', async () => {
    const master = await openMaster(await generateMaster('h264-5994'), LONG_SEGMENTS);
    for (const keepEvery of [1, 2] as const) {
      const parts = partsIn(master, keepEvery);
      expect(parts.length).toBeGreaterThan(1);
      expect(parts[0]?.firstFrame).toBe(0);
      expect(parts.at(-1)?.endFrame).toBe(master.map.firstFrames?.[1]);
      parts.slice(1).forEach((part, i) => {
        expect(part.firstFrame).toBe(parts[i]?.endFrame);
        expect(part.firstFrame % keepEvery).toBe(0);
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
    const parts = partsIn(master, rendition!.keepEvery);
    await master.close();
    const { samples } = readFragments(Buffer.concat([videoInit(rendition!, parameterSets), bytes]));
    for (const { firstFrame } of parts) expect(samples[firstFrame / rendition!.keepEvery]?.sync).toBe(true);
  });

  test('are decoded by one process where a keyframe stands alone, and else where both start at the same one', async () => {
    const closed = await openMaster(await generateMaster('h264-24-gop2'), LONG_SEGMENTS);
    const sparse = await openMaster(await generateMaster('long-gop'), LONG_SEGMENTS);
    for (const master of [closed, sparse]) {
      const parts = partsIn(master, 1);
      expect(parts.length).toBeGreaterThan(1);
      const shares = await shareChunks(master.index.video!, parts, 1, master.source(0));
      expect(shares).toEqual([[parts]]);
      expect(await shareChunks(master.index.video!, parts, parts.length, master.source(0))).toEqual(
        parts.map((part) => [[part]]),
      );
      await master.close();
    }
  });
});
