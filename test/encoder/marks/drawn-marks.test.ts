/** A mark stands upright at its place, in its shape, whatever the master is like; and above text that is burned in. */
import { describe, expect, it, test } from 'vitest';
import { burnedRendition } from '../../../src/encoder/burn/burned-rendition.js';
import { readStandInFonts } from '../../../src/encoder/burn/stand-in-fonts.js';
import { readPng } from '../../../src/encoder/marks/images/png.js';
import type { ImageMark, Mark, TextMark } from '../../../src/shared/marks/mark.js';
import { burnMaster } from '../../support/burn/burn-masters.js';
import { plainFilm, unevenFilm } from '../../support/marks/plain-films.js';
import { plainPng, pngOf } from '../../support/marks/png-images.js';
import { seenMark } from '../../support/marks/seen-marks.js';
import { generateMaster } from '../../support/masters.js';
import { partOf } from '../../support/part-of.js';
import { leastPsnr } from '../produce/support/changing-frames.js';
import { withMaster } from '../produce/support/master-under-test.js';
import { segmentLuma, withMarks } from './support/segment-luma.js';

const LETTER: TextMark = { text: 'L', place: 'top-right', size: 20, opacity: 1 };

const HASH = 'abcdefabcdef';
/** White, with a left half that is not seen. */
const half = pngOf({
  ...{ width: 4, height: 1 },
  rows: Uint8Array.of(0, ...[0, 0, 255, 255].flatMap((alpha) => [255, 255, 255, alpha])),
});
const images = new Map([
  ['white.png', { ...readPng(plainPng(4, 2, [255, 255, 255, 255])), hash: HASH }],
  ['half.png', { ...readPng(half), hash: HASH }],
]);

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

  test.each(partOf(Object.keys(MASTERS)))('stands upright at its place, in its shape: %s', async (kind) => {
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
    'stands above the text, of which nothing is lost, and so does an image: %s',
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
        const image = {
          ...LETTER,
          text: undefined,
          image: { name: 'white.png', hash: HASH },
          place: 'top-left',
        } as Mark;
        const rendition = master.ladder.video[0]!;
        const burned = burnedRendition(rendition, named, id);
        const [plain, withText, withBoth] = [
          await segmentLuma(master, rendition, { segment }),
          await segmentLuma(master, burned, { segment, text }),
          await segmentLuma(master, await withMarks(burned, [LETTER, image]), { segment, text, images }),
        ];
        const lowerEnd = (frames: readonly Buffer[]) =>
          frames.map((frame) => frame.subarray(Math.floor(frame.length * 0.6)));
        expect(leastPsnr(lowerEnd(withBoth), lowerEnd(withText))).toBeGreaterThan(38);
        expect(leastPsnr(lowerEnd(withText), lowerEnd(plain))).toBeLessThan(30);
        for (const [i, frame] of withBoth.entries()) {
          const seen = seenMark(frame, withText[i]!, rendition)!;
          expect([i, seen.left < 0.1, seen.right > 0.9, seen.bottom < 0.3]).toEqual([i, true, true, true]);
        }
      });
    },
  );
});

describe('an image as a mark', () => {
  const mark = (change: Partial<ImageMark> = {}): ImageMark => ({
    ...{ image: { name: 'white.png', hash: HASH }, place: 'top-right', size: 20, opacity: 1 },
    ...change,
  });

  /** Where the marks are seen in each frame of a segment of a plain film of 29.97 frames per second, by default the first. */
  async function seen(marks: readonly Mark[], segment = 0) {
    return withMaster(await plainFilm(), async (master) => {
      const rendition = master.ladder.video[0]!;
      const plain = await segmentLuma(master, rendition, { segment });
      const marked = await segmentLuma(master, await withMarks(rendition, marks), { segment, images });
      expect(marked.length).toBe(plain.length);
      const begun = (1000 * master.map.boundaries[segment]!) / master.map.timescale;
      return marked.map((frame, i) => {
        const box = seenMark(frame, plain[i]!, rendition);
        return { milliseconds: begun + (i * 1_001_000) / 30_000, box, rendition, frame, plain: plain[i]! };
      });
    });
  }

  it('stands at its place in its size, in the frames of its time', async () => {
    const shown = { every: 60_000, for: 500, from: 300 };
    const frames = await seen([mark({ shown })]);
    expect(frames.filter(({ box }) => box).map(({ milliseconds }) => milliseconds)).toEqual(
      frames.map(({ milliseconds }) => milliseconds).filter((time) => time >= 300 && time < 800),
    );
    const { box, rendition } = frames.find((frame) => frame.box)!;
    const ratio = rendition.height / rendition.width;
    expect(box!.top).toBeCloseTo(0.04, 1);
    expect(box!.bottom - box!.top).toBeCloseTo(0.2, 1);
    expect(box!.right).toBeCloseTo(1 - 0.04 * ratio, 1);
    expect(box!.right - box!.left).toBeCloseTo(2 * 0.2 * ratio, 1);
  });

  it('is in the first frame of a segment already', async () => {
    const [first, ...others] = await seen([mark({ shown: { every: 60_000, for: 500, from: 1900 } })], 1);
    expect(first!.milliseconds).toBeGreaterThan(1900);
    expect(first!.box).toBeDefined();
    expect(others.at(-1)!.box).toBeUndefined();
  });

  it('lets the film be seen where it is transparent, and as much as its opacity says', async () => {
    const [frame] = await seen([
      mark({ image: { name: 'half.png', hash: HASH }, place: 'center', opacity: 0.5 }),
    ]);
    const { width, height } = frame!.rendition;
    const at = (across: number) => Math.floor(height / 2) * width + Math.floor(across * width);
    expect(Math.abs(frame!.frame[at(0.42)]! - frame!.plain[at(0.42)]!)).toBeLessThan(12);
    const expected = (235 + frame!.plain[at(0.58)]!) / 2;
    expect(Math.abs(frame!.frame[at(0.58)]! - expected)).toBeLessThan(12);
  });

  it('moves with the time of the film, beside a text', async () => {
    const { place: _, ...free } = mark();
    const frames = await seen([
      { ...free, moves: { every: 500, seed: 'a' } } as Mark,
      { ...LETTER, place: 'bottom-left', size: 5 },
    ]);
    const boxes = [100, 600, 1100, 1600].map(
      (time) => frames.find(({ milliseconds }) => milliseconds >= time)!.box!,
    );
    // The box around both begins with the letter.
    for (const box of boxes) expect(box.left).toBeLessThan(0.06);
    expect(new Set(boxes.map(({ right, top }) => `${right.toFixed(2)} ${top.toFixed(2)}`)).size).toBe(4);
  });

  it('may move as often as it likes in a segment that is long', async () => {
    const { place: _, ...free } = mark();
    // As many places as a segment of two minutes has.
    const frames = await seen([{ ...free, moves: { every: 16, seed: 'a' } } as Mark]);
    expect(frames.filter(({ box }) => !box)).toEqual([]);
  });

  it('is never left out: without the very file nothing is encoded', async () => {
    const missing = mark({ image: { name: 'white.png', hash: '000000000000' } });
    await expect(seen([missing])).rejects.toThrow(/image/);
  });
});
