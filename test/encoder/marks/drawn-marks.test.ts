/** A mark stands upright at its place, in its shape, whatever the master is like; and above text that is burned in. */
import { describe, expect, it, test } from 'vitest';
import { burnedRendition } from '../../../src/encoder/burn/burned-rendition.js';
import { readStandInFonts } from '../../../src/encoder/burn/stand-in-fonts.js';
import type { Mark } from '../../../src/shared/marks/mark.js';
import { burnMaster } from '../../support/burn/burn-masters.js';
import { plainFilm, unevenFilm } from '../../support/marks/plain-films.js';
import { seenMark } from '../../support/marks/seen-marks.js';
import { generateMaster } from '../../support/masters.js';
import { leastPsnr } from '../produce/support/changing-frames.js';
import { withMaster } from '../produce/support/master-under-test.js';
import { segmentLuma, withMarks } from './support/segment-luma.js';

const LETTER: Mark = { text: 'L', place: 'top-right', size: 20, opacity: 1 };

const MASTERS: Readonly<Record<string, () => Promise<string>>> = {
  'square pixels': plainFilm,
  anamorphic: () => unevenFilm('anamorphic'),
  interlaced: () => unevenFilm('interlaced'),
  rotated: () => generateMaster('rotated-90'),
  'HDR (PQ)': () => generateMaster('hevc10-hdr'),
};

/** The first frame of the lowest rung with a letter, and where the letter is. */
async function lettered(path: string) {
  return withMaster(path, async (master) => {
    const rendition = master.ladder.video[0]!;
    const [marked] = await segmentLuma(master, await withMarks(rendition, [LETTER]));
    const [plain] = await segmentLuma(master, rendition);
    return { rendition, frame: marked!, plain: plain!, seen: seenMark(marked!, plain!, rendition)! };
  });
}

type Lettered = Awaited<ReturnType<typeof lettered>>;

/** Which part of a quarter of the letter's box differs from the frame without it. */
function filled(
  { frame, plain, seen: box, rendition: { width, height } }: Lettered,
  [left, top]: readonly [number, number],
): number {
  const across = (one: number) => Math.round((box.left + one * (box.right - box.left)) * width);
  const down = (one: number) => Math.round((box.top + one * (box.bottom - box.top)) * height);
  let [differing, count] = [0, 0];
  for (let y = down(top); y < down(top + 0.5); y++)
    for (let x = across(left); x < across(left + 0.5); x++) {
      differing += Number(Math.abs(frame[y * width + x]! - plain[y * width + x]!) >= 60);
      count += 1;
    }
  return differing / count;
}

describe('a mark in a video', () => {
  /** Of the letter in square pixels: its width in parts of its height. */
  const shape = ({ seen, rendition }: Lettered) =>
    ((seen.right - seen.left) * rendition.width) / ((seen.bottom - seen.top) * rendition.height);

  test.each(Object.keys(MASTERS))('stands upright at its place, in its shape: %s', async (kind) => {
    const found = await lettered(await MASTERS[kind]!());
    const { seen, rendition } = found;
    // 4% of the height are left free at the edges.
    expect(1 - seen.right).toBeLessThan((0.1 * rendition.height) / rendition.width);
    expect(seen.top).toBeLessThan(0.12);
    expect(seen.bottom).toBeLessThan(0.3);
    // Of an L the upper right is empty, which is elsewhere in one that is turned or mirrored.
    const upperRight = filled(found, [0.5, 0]);
    for (const quarter of [
      [0, 0],
      [0, 0.5],
      [0.5, 0.5],
    ] as const)
      expect([quarter, filled(found, quarter) > 1.5 * upperRight]).toEqual([quarter, true]);
    // As wide as it is in square pixels.
    expect(shape(found)).toBeGreaterThan(0.55);
    expect(shape(found)).toBeLessThan(0.9);
  });
});

describe('a mark in a video with burned-in text', () => {
  it.each(['tx3g in MP4', 'VobSub in MP4'] as const)(
    'stands above the text, of which nothing is lost: %s',
    async (kind) => {
      await withMaster(await burnMaster(kind), async (master) => {
        // The text is shown from 5 to 6.5 seconds.
        const segment = 2;
        const track = master.index.text[0]!;
        const text = { track, source: master.source(track.file) };
        const { id } = await readStandInFonts();
        const named = {
          suffix: '1',
          source: { kind: 'track', trackId: track.id },
          format: track.format,
        } as const;
        const rendition = master.ladder.video[0]!;
        const burned = burnedRendition(rendition, named, id);
        const [plain, withText, withBoth] = [
          await segmentLuma(master, rendition, { segment }),
          await segmentLuma(master, burned, { segment, text }),
          await segmentLuma(master, await withMarks(burned, [LETTER]), { segment, text }),
        ];
        const lowerEnd = (frames: readonly Buffer[]) =>
          frames.map((frame) => frame.subarray(Math.floor(frame.length * 0.6)));
        expect(leastPsnr(lowerEnd(withBoth), lowerEnd(withText))).toBeGreaterThan(38);
        expect(leastPsnr(lowerEnd(withText), lowerEnd(plain))).toBeLessThan(30);
        for (const [i, frame] of withBoth.entries()) {
          const seen = seenMark(frame, withText[i]!, rendition)!;
          expect([i, seen.right > 0.9, seen.bottom < 0.3]).toEqual([i, true, true]);
        }
      });
    },
  );
});
