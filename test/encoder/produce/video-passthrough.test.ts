/** Passthrough of the master's video as the highest rung: exactly its frames, and only where it is suitable. */
import { describe, expect, test } from 'vitest';
import { h264 } from '../../../src/encoder/codecs/h264.js';
import { withPassthrough } from '../../../src/encoder/ladder/index.js';
import { videoInit } from '../../../src/encoder/produce/init.js';
import {
  copiedVideoSamples,
  copyVideoSegment,
} from '../../../src/encoder/produce/video/copy-video-segment.js';
import type { VideoRendition } from '../../../src/encoder/rendition.js';
import { readFragments, samplesOf } from '../../../src/packager/index.js';
import { codeOf } from '../../masters/support/errors.js';
import { generateMaster, type MasterKind } from '../../support/masters.js';
import { hashFrames } from './support/frame-hashes.js';
import { type MasterUnderTest, openMaster } from './support/master-under-test.js';

function ownRung({ ladder, index, map }: MasterUnderTest): VideoRendition | undefined {
  const top = withPassthrough(ladder, index, map).video.at(-1);
  return top?.passthrough ? top : undefined;
}

async function joined({ index, map, source }: MasterUnderTest, rendition: VideoRendition): Promise<Buffer> {
  const track = index.video!;
  const parts = [videoInit(rendition, h264.sourceConfiguration(track))];
  for (let segment = 0; segment < map.videoCount; segment++) {
    const request = { track, map, rendition, segment };
    parts.push((await copyVideoSegment(request, source(track.file))).bytes);
  }
  return Buffer.concat(parts);
}

describe('a master with a keyframe at every cut', () => {
  test.each(['h264-24-gop2', 'h264-2997', 'h264-fragmented'] as const)(
    'is passed through: %s',
    async (kind: MasterKind) => {
      const path = await generateMaster(kind);
      const master = await openMaster(path, { targetSeconds: 2, firstSeconds: [] });
      const rung = ownRung(master);
      expect(rung).toMatchObject({ width: master.index.video!.width, passthrough: true });
      const bytes = await joined(master, rung!);
      const { start, timescale } = master.index.video!;
      await master.close();
      const served = await hashFrames('pipe:0', { bytes });
      const own = await hashFrames(path);
      expect(served.map(({ hash }) => hash)).toEqual(own.map(({ hash }) => hash));
      const first = own[0]!.time;
      for (const [i, { time }] of served.entries()) {
        expect(time).toBeCloseTo(own[i]!.time - first + start / timescale, 4);
      }
    },
  );

  test('has segments whose samples are known before the master is read', async () => {
    const { index, map, source, close, ...master } = await openMaster(await generateMaster('h264-24-gop2'));
    const track = index.video!;
    const rendition = ownRung({ index, map, source, close, ...master })!;
    for (let segment = 0; segment < map.videoCount; segment++) {
      const request = { track, map, rendition, segment };
      const { bytes } = await copyVideoSegment(request, source(track.file));
      expect(copiedVideoSamples(request)).toEqual(samplesOf(bytes));
    }
    await close();
  });

  test('is not passed through where its first frame is held', async () => {
    const master = await openMaster(await generateMaster('late-video'), {
      targetSeconds: 2,
      firstSeconds: [],
    });
    expect(ownRung(master)).toBeUndefined();
    await master.close();
  });

  test('begins each segment with its parameter sets, for players that have another init segment', async () => {
    const master = await openMaster(await generateMaster('h264-24-gop2'));
    const rung = ownRung(master)!;
    const { samples, sampleEntry } = readFragments(await joined(master, rung));
    await master.close();
    const starts = samples.filter(({ data }) => [7, 9].includes(data[4]! & 0x1f));
    expect(starts.length).toBe(master.map.videoCount);
    for (const { sync } of starts) expect(sync).toBe(true);
    expect(rung.codecs).toBe(`avc1.${Buffer.from(sampleEntry.avcC!.subarray(1, 4)).toString('hex')}`);
  });

  test('is not passed through far above the cap of its rung', async () => {
    const master = await openMaster(await generateMaster('h264-24-gop2'));
    const [top] = master.ladder.video.slice(-1);
    const narrow = { ...master.ladder, video: [{ ...top!, maxBitrate: ownRung(master)!.maxBitrate / 2.1 }] };
    expect(withPassthrough(narrow, { ...master.index, audio: [] }, master.map)).toBe(narrow);
    await master.close();
  });

  test('is refused if a sample does not consist of NAL units', async () => {
    const master = await openMaster(await generateMaster('h264-24-gop2'));
    const track = master.index.video!;
    const sizes = track.samples.sizes.slice();
    sizes[3]! -= 1;
    const damaged = { ...track, samples: { ...track.samples, sizes } };
    const request = { track: damaged, map: master.map, rendition: ownRung(master)!, segment: 0 };
    expect(await codeOf(() => copyVideoSegment(request, master.source(0)))).toBe('segment_invalid');
    await master.close();
  });
});

test.each([
  'h264-23976-irregular-gop',
  'h264-open-gop',
  'long-gop',
  'hevc10-hdr',
  'prores-mov',
  'interlaced',
  'rotated-90',
  'full-range',
] as const)('%s is encoded', async (kind) => {
  const master = await openMaster(await generateMaster(kind));
  expect(ownRung(master)).toBeUndefined();
  await master.close();
});
