/** Where an index is wrong about random access, frames are right or refused: the last line of defence. */
import { describe, expect, test } from 'vitest';
import { encodeParameterSets, videoInit } from '../../../src/encoder/produce/init.js';
import { encodeVideoSegment } from '../../../src/encoder/produce/video/video-segment.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { type AccessSource, accessMaster } from '../../support/access-masters.js';
import { grayFrames, likeness } from './support/gray-frames.js';
import { type MasterUnderTest, never, openMaster } from './support/master-under-test.js';

const SEGMENTS = { targetSeconds: 1, firstSeconds: [] };
/** In dB. What is encoded at the lowest rendition is as near to the master as that; a frame without its references is not. */
const LIKE = 24;

/** Each segment of the lowest rendition with its init segment; undefined for one that is refused. */
async function servedSegments(master: MasterUnderTest): Promise<(Buffer | undefined)[]> {
  const { settings, index, map, ladder, source } = master;
  const track = index.video!;
  const rendition = ladder.video[0]!;
  const [parameterSets = new Uint8Array()] = await encodeParameterSets(settings, [rendition], never);
  const init = videoInit(rendition, parameterSets);
  const segments: (Buffer | undefined)[] = [];
  for (let segment = 0; segment < map.videoCount; segment++) {
    const request = { track, map, rendition, segment, parameterSets };
    const encode = encodeVideoSegment(settings, request, source(track.file), never);
    const bytes = await encode.then(
      (encoded) => encoded.bytes,
      (error: unknown) => {
        if (error instanceof OnplayError && error.code === 'segment_unplayable') return undefined;
        throw error;
      },
    );
    segments.push(bytes && Buffer.concat([init, bytes]));
  }
  return segments;
}

/** How many frames are served, each of which is like one of the master's around its time. */
async function expectNothingWrong(master: MasterUnderTest, whole: string): Promise<number> {
  const frames = await grayFrames(whole);
  let served = 0;
  for (const [segment, bytes] of (await servedSegments(master)).entries()) {
    if (!bytes) continue;
    const shown = await grayFrames('pipe:0', bytes);
    for (const [i, frame] of shown.entries()) {
      // The first of a segment may stand in for those before it.
      const candidates = i === 0 ? frames.filter(({ time }) => time >= frame.time - 0.01) : frames;
      const same = i === 0 ? candidates : candidates.filter(({ time }) => Math.abs(time - frame.time) < 0.01);
      const best = Math.max(...same.map((candidate) => likeness(candidate, frame)));
      expect(best, `frame ${i} of segment ${segment}`).toBeGreaterThan(LIKE);
    }
    served += shown.length;
  }
  return served;
}

describe('a table that is wrong, and believed', () => {
  test.each<AccessSource>(['h264', 'hevc-closed', 'mpeg2', 'mpeg4', 'vp9', 'vp8-mkv'])(
    'of %s gives no wrong frame',
    async (source) => {
      const path = await accessMaster(source);
      const master = await openMaster(path, SEGMENTS);
      const video = master.index.video!;
      const samples = { ...video.samples, sync: new Uint8Array(video.samples.count).fill(1) };
      const { independent: _, ...track } = video;
      const believed = { ...master, index: { ...master.index, video: { ...track, samples } } };
      await expectNothingWrong(believed, path);
      await master.close();
    },
  );
});
