/** A sheet shows in each of its places the frame that the storyboard says, whatever container and codec it is in. */
import { describe, expect, test } from 'vitest';
import { framesOfSheet, sheetCount, sheetGrid } from '../../../../src/encoder/images/frames/storyboard.js';
import { imageRendition } from '../../../../src/encoder/images/image-renditions.js';
import { sheetOfFeed } from '../../../../src/encoder/images/produce/sheet-of-feed.js';
import { sheetOfThumbnails } from '../../../../src/encoder/images/produce/sheet-of-thumbnails.js';
import { decodeFrameNumbers } from '../../../support/decoded-frames.js';
import { type EncodedKind, generateMaster } from '../../../support/masters.js';
import { partOf } from '../../../support/part-of.js';
import { type MasterUnderTest, never, withMaster } from '../../produce/support/master-under-test.js';
import { madeImage } from '../support.js';

const KINDS: readonly EncodedKind[] = [
  ...(['h264-24-gop2', 'h264-23976-irregular-gop', 'h264-vfr', 'h264-open-gop', 'long-gop'] as const),
  ...(['rotated-90', 'mirrored', 'anamorphic', 'full-range', 'hevc10-hdr'] as const),
  ...(['prores-mov', 'mkv-h264-ac3', 'webm-vp8-vorbis', 'ts-h264-aac'] as const),
];

/** The numbers of the frames in the first places of the first sheet. */
async function numbersOf(master: MasterUnderTest, places: number, format: 'jpg' | 'webp' = 'jpg') {
  const { bytes, rendition } = await madeImage(master, { purpose: 'sheet', format, width: 320 }, 0);
  const { width, height, grid } = rendition;
  const numbers = [];
  for (let place = 0; place < places; place++) {
    const [column, row] = [place % grid!.columns, Math.floor(place / grid!.columns)];
    const upright = `crop=${width}:${height}:${column * width}:${row * height}`;
    numbers.push(...(await decodeFrameNumbers('pipe:0', { input: bytes, upright })));
  }
  return numbers;
}

describe('a sheet shows the frames of its places, of', () => {
  test.each(partOf(KINDS))('%s', async (kind) => {
    await withMaster(await generateMaster(kind), async (master) => {
      const track = master.index.video!;
      const grid = sheetGrid(track);
      const frames = framesOfSheet(track, grid, 0);
      expect(frames.every((frame) => track.samples.sync[track.frames[frame]!] === 1)).toBe(true);
      expect(sheetCount(track, grid)).toBe(1);
      expect(await numbersOf(master, frames.length + 1)).toEqual([...frames, undefined]);
    });
  });
});

test('a sheet that is laid out as it is decoded has the bytes of one that is laid out afterwards', async () => {
  for (const kind of ['h264-23976-irregular-gop', 'hevc10-hdr', 'mkv-h264-ac3'] as const) {
    await withMaster(await generateMaster(kind), async ({ index, settings, source }) => {
      const track = index.video!;
      const context = { settings, source: source(track.file), signal: never };
      for (const format of ['jpg', 'webp', 'avif'] as const) {
        const rendition = { ...imageRendition(track, { purpose: 'sheet', format }), grid: sheetGrid(track) };
        const places = framesOfSheet(track, rendition.grid, 0);
        const firsts = places.flatMap((frame, place) => (frame === places[place - 1] ? [] : [place]));
        const placed = { track, frames: firsts.map((place) => places[place]!), firsts, count: places.length };
        const together = await sheetOfFeed(placed, rendition, context);
        const afterwards = await sheetOfThumbnails(track, rendition, places, context);
        expect([kind, format, Buffer.compare(together, afterwards)]).toEqual([kind, format, 0]);
      }
    });
  }
});

test('a sheet lacks no frame in silence: one that the decoder loses is told from one that is shown twice', async () => {
  await withMaster(await generateMaster('h264-24-gop2'), async ({ index, settings, source }) => {
    const track = index.video!;
    const own = source(track.file);
    const rendition = {
      ...imageRendition(track, { purpose: 'sheet', format: 'jpg' }),
      grid: sheetGrid(track),
    };
    const places = framesOfSheet(track, rendition.grid, 0);
    const placed = { track, frames: places, firsts: places.map((_, i) => i), count: places.length };
    const lost = track.samples.offsets[track.frames[places[1]!]!]!;
    const size = track.samples.sizes[track.frames[places[1]!]!]!;
    const damaged = {
      ...own,
      size: own.size,
      close: () => own.close(),
      read: async (offset: number, length: number) => {
        const bytes = Buffer.from(await own.read(offset, length));
        // The slice is none any more.
        return bytes.fill(
          0,
          Math.max(0, lost + 5 - offset),
          Math.max(0, Math.min(length, lost + size - offset)),
        );
      },
    };
    const context = { settings, source: damaged, signal: never };
    await expect(sheetOfFeed(placed, rendition, context)).rejects.toMatchObject({
      code: expect.stringMatching(/^segment_(unplayable|invalid)$/),
    });
  });
});

test('a sheet has the same bytes each time, and the same thumbnails in WebP', async () => {
  await withMaster(await generateMaster('h264-23976-irregular-gop'), async (master) => {
    const make = () => madeImage(master, { purpose: 'sheet', format: 'webp' }, 0);
    const [one, other] = await Promise.all([make(), make()]);
    expect(one.bytes.equals(other.bytes)).toBe(true);
    expect(await numbersOf(master, 4, 'webp')).toEqual(await numbersOf(master, 4));
  });
});
