/** Video that changes in the middle comes out in one shape, each part in its own within it. */
import { describe, expect, test } from 'vitest';
import { withoutAspect } from '../../../src/demux/sample-description.js';
import { type ChangingMaster, changingMaster, type PicturePart } from '../../support/changing-masters.js';
import { partOf } from '../../support/part-of.js';
import { circleRatio, framesOf, leastPsnr, referenceFrames } from './support/changing-frames.js';
import { joinVideo } from './support/encode.js';
import { withMaster } from './support/master-under-test.js';

const H264 = [
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-crf',
  '16',
  '-g',
  '25',
  '-x264-params',
  'scenecut=0',
];
const B_FRAMES = ['-bf', '2'];
const HEVC = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error:keyint=25:crf=14'];
const MPEG2 = ['-c:v', 'mpeg2video', '-q:v', '2', '-g', '12', '-bf', '2', '-sc_threshold', '1000000000'];
const VP8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-g', '25', '-b:v', '2M'];
const VP9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-g', '25', '-b:v', '2M'];
const FIELDS = ['-flags:v', '+ilme+ildct', '-top', '1'];

const wide = (encode: readonly string[], frames = 75): PicturePart => ({
  ...{ width: 320, height: 180, rate: 25, frames, encode },
});
const square = (encode: readonly string[], frames = 50): PicturePart => ({
  ...{ width: 200, height: 160, rate: 25, frames, encode },
});
const television = (aspect: readonly [number, number], frames: number): PicturePart => ({
  ...{ width: 240, height: 192, aspect, rate: 25, frames, encode: MPEG2 },
});
/** Of sizes that are no whole numbers of square pixels. */
const small = (aspect: readonly [number, number], frames: number): PicturePart => ({
  ...{ width: 96, height: 80, aspect, rate: 25, frames, encode: MPEG2 },
});
const h264Television = (aspect: readonly [number, number], frames: number): PicturePart => ({
  ...television(aspect, frames),
  encode: [...H264, ...B_FRAMES],
});

const ts = { partContainer: 'mpegts', container: 'ts' } as const;
const mkv = { partContainer: 'mpegts', container: 'mkv' } as const;
const mp4 = { partContainer: 'mpegts', container: 'mp4' } as const;
const webm = { partContainer: 'webm', container: 'webm' } as const;

const MASTERS: readonly ChangingMaster[] = [
  { name: 'size-h264-ts', ...ts, parts: [wide([...H264, ...B_FRAMES]), square([...H264, ...B_FRAMES])] },
  { name: 'size-mpeg2-mkv', ...mkv, parts: [square(MPEG2), wide(MPEG2), square(MPEG2, 25)] },
  { name: 'size-vp8-webm', ...webm, parts: [wide(VP8), square(VP8)] },
  { name: 'size-vp9-webm', ...webm, parts: [square(VP9, 25), wide(VP9)] },
  { name: 'size-hevc-mp4', ...mp4, parts: [wide(HEVC), square(HEVC)] },
  { name: 'aspect-mpeg2-ts', ...ts, parts: [television([16, 15], 75), television([64, 45], 50)] },
  { name: 'aspect-mpeg2-mkv', ...mkv, parts: [television([64, 45], 75), television([16, 15], 50)] },
  { name: 'aspect-h264-mp4', ...mp4, parts: [h264Television([16, 15], 50), h264Television([64, 45], 75)] },
  { name: 'aspect-h264-mkv', ...mkv, parts: [h264Television([64, 45], 75), h264Television([16, 15], 50)] },
  { name: 'aspect-h264-ts', ...ts, parts: [h264Television([16, 15], 30), h264Television([64, 45], 60)] },
  {
    name: 'aspect-small-mpeg2-ts',
    ...ts,
    parts: [small([10, 9], 75), small([40, 27], 80), small([10, 9], 30)],
  },
  { name: 'aspect-and-size-mpeg2-ts', ...ts, parts: [television([64, 45], 40), square(MPEG2, 60)] },
  { name: 'rate-h264-ts', ...ts, parts: [wide(H264), { ...wide(H264), rate: 30 }] },
  { name: 'rate-mpeg2-mkv', ...mkv, parts: [wide(MPEG2), { ...wide(MPEG2), rate: 30 }] },
  { name: 'rate-vp9-webm', ...webm, parts: [wide(VP9), { ...wide(VP9), rate: 20 }] },
  { name: 'depth-h264-ts', ...ts, parts: [wide(H264), { ...wide(H264), pixelFormat: 'yuv420p10le' }] },
  { name: 'depth-hevc-mkv', ...mkv, parts: [{ ...wide(HEVC), pixelFormat: 'yuv420p10le' }, wide(HEVC)] },
  { name: 'depth-vp9-webm', ...webm, parts: [wide(VP9), { ...wide(VP9), pixelFormat: 'yuv420p10le' }] },
  {
    ...{ name: 'fields-mpeg2-ts', ...ts },
    parts: [wide(MPEG2), { ...wide([...MPEG2, ...FIELDS]), interlaced: true }],
  },
  {
    ...{ name: 'fields-h264-mkv', ...mkv },
    parts: [{ ...wide([...H264, ...FIELDS]), interlaced: true }, wide(H264)],
  },
];

describe.each(partOf(MASTERS))('$name', (kind) => {
  test('has every frame of each part, in its shape', async () => {
    const path = await changingMaster(kind);
    await withMaster(path, async (master) => {
      const rendition = master.ladder.video.at(-1)!;
      const frames = await framesOf(await joinVideo(master, rendition), rendition);
      const references = await Promise.all(
        kind.parts.map((_, part) => referenceFrames(kind, part, rendition)),
      );
      expect(frames).toHaveLength(references.flat().length);
      expect(leastPsnr(frames, references.flat())).toBeGreaterThan(27);
      let first = 0;
      for (const part of references) {
        expect(circleRatio(frames[first + 5]!, rendition)).toBeCloseTo(1, 1);
        first += part.length;
      }
    });
  });
});

describe('a track that changes too often to be divided', () => {
  const kinds = MASTERS.filter(({ name }) => ['size-vp8-webm', 'aspect-h264-mkv'].includes(name));
  test.each(kinds)('is scaled frame by frame: $name', async (kind) => {
    await withMaster(await changingMaster(kind), async (master) => {
      const { parts: _, ...video } = master.index.video!;
      const sampleDescription = withoutAspect(video.sampleDescription);
      const index = { ...master.index, video: { ...video, sampleDescription, varying: true as const } };
      const rendition = master.ladder.video.at(-1)!;
      const frames = await framesOf(await joinVideo({ ...master, index }, rendition), rendition);
      const references = await Promise.all(
        kind.parts.map((__, part) => referenceFrames(kind, part, rendition)),
      );
      expect(frames).toHaveLength(references.flat().length);
      expect(leastPsnr(frames, references.flat())).toBeGreaterThan(27);
    });
  });
});
