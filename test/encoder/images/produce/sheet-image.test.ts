/** A sheet shows in each of its places the frame that the storyboard says, whatever container and codec it is in. */
import { describe, expect, test } from 'vitest';
import { framesOfSheet, sheetCount, sheetGrid } from '../../../../src/encoder/images/frames/storyboard.js';
import { decodeFrameNumbers } from '../../../support/decoded-frames.js';
import { type EncodedKind, generateMaster } from '../../../support/masters.js';
import { type MasterUnderTest, withMaster } from '../../produce/support/master-under-test.js';
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
  test.each(KINDS)('%s', async (kind) => {
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

test('a sheet has the same bytes each time, and the same thumbnails in WebP', async () => {
  await withMaster(await generateMaster('h264-23976-irregular-gop'), async (master) => {
    const make = () => madeImage(master, { purpose: 'sheet', format: 'webp' }, 0);
    const [one, other] = await Promise.all([make(), make()]);
    expect(one.bytes.equals(other.bytes)).toBe(true);
    expect(await numbersOf(master, 4, 'webp')).toEqual(await numbersOf(master, 4));
  });
});
