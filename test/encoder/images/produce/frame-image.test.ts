/** The image of a frame shows that frame, whatever container and codec it is in, and is the same each time. */
import { describe, expect, test } from 'vitest';
import { frameAt } from '../../../../src/encoder/images/frames/frame-at.js';
import type { ImageFormat } from '../../../../src/shared/image-formats.js';
import { frameTime } from '../../../../src/tracks/timeline/frame-runs.js';
import { decodeFrameNumbers } from '../../../support/decoded-frames.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';
import { type EncodedKind, generateMaster } from '../../../support/masters.js';
import { partOf } from '../../../support/part-of.js';
import { timelineMaster } from '../../../support/timeline-masters.js';
import { type MasterUnderTest, withMaster } from '../../produce/support/master-under-test.js';
import { madeImage } from '../support.js';

const KINDS: readonly EncodedKind[] = [
  ...(['h264-24-gop2', 'h264-23976-irregular-gop', 'h264-vfr', 'h264-open-gop', 'long-gop'] as const),
  ...(['rotated-90', 'mirrored', 'anamorphic', 'full-range'] as const),
  ...(['prores-mov', 'mkv-h264-ac3', 'webm-vp8-vorbis', 'ts-h264-aac'] as const),
];

async function imageOf(
  master: MasterUnderTest,
  frame: number,
  { format = 'jpg', width }: { format?: ImageFormat; width?: number } = {},
): Promise<Buffer> {
  return (await madeImage(master, { purpose: 'frame', format, width }, frame)).bytes;
}

/** Red, green and blue of an image, as ffmpeg decodes it. */
function meanColour(input: Uint8Array): Promise<Buffer> {
  const command = ['-v', 'error', '-i', 'pipe:0', '-frames:v', '1', '-vf', 'scale=1:1:flags=area'];
  return runToolOrFail('ffmpeg', [...command, '-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'], { input });
}

describe('a JPEG image shows its frame, of', () => {
  test.each(partOf(KINDS))('%s', async (kind) => {
    await withMaster(await generateMaster(kind), async (master) => {
      const last = master.index.video!.frames.length - 1;
      const frames = [0, 1, Math.floor(last / 2), last - 1, last];
      const numbers: unknown[] = [];
      for (const frame of frames)
        numbers.push(...(await decodeFrameNumbers('pipe:0', { input: await imageOf(master, frame) })));
      expect(numbers).toEqual(frames);
    });
  });

  test('60 frames a second between keyframes', async () => {
    await withMaster(await timelineMaster('60-fps-odd-gop'), async (master) => {
      const frames = [31, 32, 33];
      const numbers = [];
      for (const frame of frames)
        numbers.push(...(await decodeFrameNumbers('pipe:0', { input: await imageOf(master, frame) })));
      expect(numbers).toEqual(frames);
    });
  });
});

describe('an image', () => {
  test('is as wide as asked for, in the shape of the video', async () => {
    await withMaster(await generateMaster('h264-24-gop2'), async (master) => {
      const jpg = await imageOf(master, 100, { width: 320 });
      const webp = await imageOf(master, 100, { width: 320, format: 'webp' });
      const avif = await imageOf(master, 100, { width: 320, format: 'avif' });
      for (const bytes of [jpg, webp, avif])
        expect(await decodeFrameNumbers('pipe:0', { input: bytes })).toEqual([100]);
      expect(jpg.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
      expect(webp.toString('latin1', 8, 12)).toBe('WEBP');
    });
  });

  test('has the same colours in each format', async () => {
    await withMaster(await generateMaster('h264-24-gop2'), async (master) => {
      const [jpg, ...others] = await Promise.all(
        (['jpg', 'webp', 'avif'] as const).map(async (format) =>
          meanColour(await imageOf(master, 50, { width: 320, format })),
        ),
      );
      for (const other of others)
        for (const [i, value] of other.entries()) expect(Math.abs(value - jpg![i]!)).toBeLessThan(4);
    });
  });

  test('has the same bytes each time', async () => {
    await withMaster(await generateMaster('h264-open-gop'), async (master) => {
      for (const format of ['avif', 'jpg', 'webp'] as const) {
        const [one, other] = await Promise.all([1, 2].map(() => imageOf(master, 20, { format })));
        expect(one!.equals(other!)).toBe(true);
      }
    });
  });

  test('of HDR video is made with its tones mapped', async () => {
    await withMaster(await generateMaster('hevc10-hdr'), async (master) => {
      expect(await decodeFrameNumbers('pipe:0', { input: await imageOf(master, 5) })).toEqual([5]);
    });
  });
});

describe('at a moment', () => {
  test('the frame is shown that began last, to the end of the video', async () => {
    await withMaster(await generateMaster('h264-vfr'), async ({ index }) => {
      const track = index.video!;
      const seconds = (frame: number) => frameTime(track, frame) / track.timescale;
      for (const frame of [0, 1, 57, 121, 224]) {
        expect(frameAt(track, { seconds: seconds(frame) })).toBe(frame);
        expect(frameAt(track, { seconds: seconds(frame) + 0.01 })).toBe(frame);
        expect(frameAt(track, { frame })).toBe(frame);
      }
      expect(frameAt(track, { seconds: seconds(57) - 0.001 })).toBe(56);
      expect(frameAt(track, { seconds: track.end / track.timescale })).toBe(224);
      expect(frameAt(track, { seconds: track.end / track.timescale + 10 })).toBe(224);
      expect(frameAt(track, { frame: 225 })).toBeUndefined();
    });
  });
});
