/** An MP4 with several sample descriptions, as editors write of clips from several cameras. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ChangingMaster, changingMaster } from '../../support/changing-masters.js';
import { joinWithDescriptions } from '../../support/several-descriptions.js';
import { circleRatio, framesOf, leastPsnr, referenceFrames } from './support/changing-frames.js';
import { joinVideo } from './support/encode.js';
import { withMaster } from './support/master-under-test.js';

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '16', '-g', '25', '-bf', '2'];
const HEVC = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error:keyint=25:crf=14'];
const TIMESCALE = 12_800;

const wide = { width: 320, height: 180, rate: 25, frames: 75 };
const tall = { width: 160, height: 200, rate: 25, frames: 40 };
const stretched = { width: 240, height: 180, aspect: [4, 3], rate: 25, frames: 60 } as const;

/** One file for each part: the container keeps the parameters out of the stream. */
const clip = (name: string, part: ChangingMaster['parts'][number]): ChangingMaster => ({
  ...{ name, partContainer: 'mpegts', container: 'mp4' },
  parts: [part],
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-descriptions-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function joined(clips: readonly ChangingMaster[]): Promise<string> {
  const path = join(folder, `${clips.map(({ name }) => name).join('-')}.mp4`);
  const files = await Promise.all(clips.map(changingMaster));
  await writeFile(path, await joinWithDescriptions(files, TIMESCALE));
  return path;
}

test.each([
  ['another size', [clip('wide', { ...wide, encode: H264 }), clip('tall', { ...tall, encode: H264 })]],
  [
    'another aspect and depth',
    [
      clip('stretched', { ...stretched, encode: H264, pixelFormat: 'yuv420p10le' }),
      clip('wide', { ...wide, encode: H264 }),
      clip('tall', { ...tall, encode: H264 }),
    ],
  ],
  ['another codec', [clip('wide', { ...wide, encode: H264 }), clip('tall-hevc', { ...tall, encode: HEVC })]],
])('%s: every frame of each, in its shape', async (_, clips) => {
  await withMaster(await joined(clips), async (master) => {
    const rendition = master.ladder.video.at(-1)!;
    const frames = await framesOf(await joinVideo(master, rendition), rendition);
    const references = await Promise.all(clips.map((part) => referenceFrames(part, 0, rendition)));
    expect(frames).toHaveLength(references.flat().length);
    expect(leastPsnr(frames, references.flat())).toBeGreaterThan(27);
    expect(circleRatio(frames[5]!, rendition)).toBeCloseTo(1, 1);
    expect(circleRatio(frames.at(-5)!, rendition)).toBeCloseTo(1, 1);
  });
});
