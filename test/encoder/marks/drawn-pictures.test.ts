/** The marks of a session stand in each image of a time at which they are shown, and in no other. Proved by pixels, against the same image without. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readStandInFonts } from '../../../src/encoder/burn/stand-in-fonts.js';
import { framesOfSheet, sheetGrid } from '../../../src/encoder/images/frames/storyboard.js';
import { type ImageChoice, imageRendition } from '../../../src/encoder/images/image-renditions.js';
import { markedImage } from '../../../src/encoder/images/marked-image.js';
import { produceImage } from '../../../src/encoder/images/produce/produce-image.js';
import { sheetOfFeed } from '../../../src/encoder/images/produce/sheet-of-feed.js';
import { sheetOfThumbnails } from '../../../src/encoder/images/produce/sheet-of-thumbnails.js';
import { trickRendition } from '../../../src/encoder/images/trick-rendition.js';
import { readPng } from '../../../src/encoder/marks/images/png.js';
import { encodeParameterSets, videoInit } from '../../../src/encoder/produce/init.js';
import type { ImageRendition } from '../../../src/encoder/rendition.js';
import type { ImageMark, Mark, TextMark } from '../../../src/shared/marks/mark.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { plainFilm } from '../../support/marks/plain-films.js';
import { plainPng } from '../../support/marks/png-images.js';
import { lumaFrames, seenMark } from '../../support/marks/seen-marks.js';
import { type MasterUnderTest, never, withMaster } from '../produce/support/master-under-test.js';
import { countDiffering, pixelsIn, type Rgb } from './support/picture-colours.js';
import { withMarks } from './support/segment-luma.js';

const HASH = 'abcdefabcdef';
const images = new Map([
  ['red.png', { ...readPng(plainPng(2, 2, [255, 0, 0, 255])), hash: HASH }],
  ['blue.png', { ...readPng(plainPng(2, 2, [0, 0, 255, 255])), hash: HASH }],
]);
const text: TextMark = { text: 'MMMM', place: 'top', size: 20, opacity: 1 };
const red: ImageMark = {
  ...{ image: { name: 'red.png', hash: HASH }, place: 'center', size: 20, opacity: 1 },
};
const blue: ImageMark = { ...red, image: { name: 'blue.png', hash: HASH } };
const sometimes = (from: number, length = 1000) => ({ shown: { every: 60_000, for: length, from } });

/** Twelve seconds of one colour at 29.97 frames per second, with keyframes about two seconds apart. */
async function withFilm<T>(use: (film: MasterUnderTest) => Promise<T>): Promise<T> {
  const standInFonts = await readStandInFonts();
  return withMaster(await plainFilm(), (master) =>
    use({ ...master, settings: { ...master.settings, markImages: images, standInFonts } }),
  );
}

async function rendered(
  { index, settings, source }: MasterUnderTest,
  rendition: ImageRendition,
  segment = 0,
): Promise<Buffer> {
  const track = index.video!;
  const context = { settings, source: source(track.file), signal: never };
  return Buffer.from((await produceImage({ track, rendition, segment }, context)).bytes);
}

async function marked(film: MasterUnderTest, choice: ImageChoice, list: readonly Mark[], segment = 0) {
  const { id } = await readStandInFonts();
  const plain = imageRendition(film.index.video, choice);
  return rendered(film, markedImage(plain, { id: '0123456789ab', list }, id), segment);
}

const unmarked = (film: MasterUnderTest, choice: ImageChoice, segment = 0) =>
  rendered(film, imageRendition(film.index.video, choice), segment);

const isRed = ([r, g, b]: Rgb) => r > 200 && g < 60 && b < 60;
const isWhite = (pixel: Rgb) => pixel.every((value) => value > 247);
const isBlack = (pixel: Rgb) => pixel.every((value) => value < 12);

describe('marks in images', () => {
  it.each(['jpg', 'webp', 'avif'] as const)(
    'have their colours in a frame, and leave the rest as it is: %s',
    async (format) => {
      await withFilm(async (film) => {
        const choice = { purpose: 'frame', format, width: 640 } as const;
        const pixels = async (bytes: Buffer, name: string) =>
          format === 'avif' ? pixelsIn(await fileOf(bytes, name)) : pixelsIn('pipe:0', bytes);
        const drawn = await pixels(await marked(film, choice, [text, red], 7), 'drawn.avif');
        const plain = await pixels(await unmarked(film, choice, 7), 'plain.avif');
        // White letters with a black outline, both of the full range that readers take an image for.
        expect(drawn.filter(isWhite).length).toBeGreaterThan(200);
        expect(drawn.filter(isBlack).length).toBeGreaterThan(50);
        expect(drawn.filter(isRed).length).toBeGreaterThan(2000);
        // In the lower third there is nothing.
        const lower = Math.ceil((plain.length * 2) / 3);
        expect(countDiffering(drawn.slice(lower), plain.slice(lower))).toBe(0);
      });
    },
  );

  it('have the same bytes each time, and others for another viewer', async () => {
    await withFilm(async (film) => {
      const choice = { purpose: 'frame', format: 'jpg', width: 320 } as const;
      const [one, again, other] = await Promise.all([
        marked(film, choice, [text], 3),
        marked(film, choice, [text], 3),
        marked(film, choice, [{ ...text, text: 'WWWW' }], 3),
      ]);
      expect(one.equals(again)).toBe(true);
      expect(one.equals(other)).toBe(false);
    });
  });

  it('are in frames of their time and in no others', async () => {
    await withFilm(async (film) => {
      const choice = { purpose: 'frame', format: 'jpg', width: 320 } as const;
      const list = [{ ...text, ...sometimes(1000, 500) }];
      const seen: boolean[] = [];
      // At 0.967, 1.001, 1.468 and 1.502 seconds.
      for (const frame of [29, 30, 44, 45]) {
        const [drawn, plain] = [
          await pixelsIn('pipe:0', await marked(film, choice, list, frame)),
          await pixelsIn('pipe:0', await unmarked(film, choice, frame)),
        ];
        seen.push(countDiffering(drawn, plain) > 50);
      }
      expect(seen).toEqual([false, true, true, false]);
    });
  });

  it('are in the poster, and in the frames of a preview that are of their time', async () => {
    await withFilm(async (film) => {
      const poster = { purpose: 'poster', format: 'jpg' } as const;
      expect(
        (await pixelsIn('pipe:0', await marked(film, poster, [red]))).filter(isRed).length,
      ).toBeGreaterThan(1000);
      const preview = { purpose: 'preview', format: 'gif' } as const;
      const plain = await unmarked(film, preview);
      // It begins with the poster, whatever frame that is: the second half of six seconds has some of it, and not all.
      const later = await marked(film, preview, [{ ...text, shown: { every: 3000, for: 1500, from: 0 } }]);
      const [drawn, without] = [await gifFrames(later), await gifFrames(plain)];
      expect(drawn.length).toBe(without.length);
      const seen = drawn.map((frame, i) => countDiffering(frame, without[i]!) > 50);
      const count = seen.filter(Boolean).length;
      expect(count).toBeGreaterThanOrEqual(11);
      expect(count).toBeLessThanOrEqual(13);
    });
  });

  it('leave a poster of another time the very bytes of all sessions', async () => {
    await withFilm(async (film) => {
      const choice = { purpose: 'poster', format: 'jpg', width: 320 } as const;
      const elsewhere = await marked(film, choice, [{ ...text, ...sometimes(11_000, 900) }]);
      expect(elsewhere.equals(await unmarked(film, choice))).toBe(true);
    });
  });

  it('are in the places of a sheet that are of their time, however the sheet is made, and above a logo', async () => {
    await withFilm(async (film) => {
      const { index, settings, source } = film;
      const track = index.video!;
      const grid = sheetGrid(track);
      const { id } = await readStandInFonts();
      const plain = { ...imageRendition(track, { purpose: 'sheet', format: 'jpg', width: 320 }), grid };
      // Of the keyframes at 0, 2, 4, 6, 8 and 10 seconds, text in the second and an image in the third.
      const list = [
        { ...text, ...sometimes(1500) },
        { ...red, ...sometimes(3500) },
      ];
      const drawn = markedImage({ ...plain, logo: [blue] }, { id: '0123456789ab', list }, id);
      const places = framesOfSheet(track, grid, 0);
      const firsts = places.flatMap((frame, place) => (frame === places[place - 1] ? [] : [place]));
      const placed = { track, frames: firsts.map((place) => places[place]!), firsts, count: places.length };
      const context = { settings, source: source(track.file), signal: never };
      const sheet = Buffer.from(await sheetOfFeed(placed, { ...drawn, grid }, context));
      const afterwards = await sheetOfThumbnails(track, { ...drawn, grid }, places, context);
      expect(sheet.equals(afterwards)).toBe(true);
      const pixels = await pixelsIn('pipe:0', sheet);
      const without = await pixelsIn(
        'pipe:0',
        Buffer.from(await sheetOfFeed(placed, { ...plain, logo: [blue] }, context)),
      );
      const { width, height } = plain;
      const inPlace = (all: readonly Rgb[], place: number) => {
        const [left, top] = [width * (place % grid.columns), height * Math.floor(place / grid.columns)];
        return all.filter((_, i) => {
          const [x, y] = [i % (width * grid.columns), Math.floor(i / (width * grid.columns))];
          return x >= left && x < left + width && y >= top && y < top + height;
        });
      };
      const differs = (place: number) => countDiffering(inPlace(pixels, place), inPlace(without, place)) > 50;
      const isLogoHidden = (place: number) => inPlace(pixels, place).filter(isRed).length > 50;
      expect([...places.keys()].filter(differs)).toEqual([1, 2]);
      expect([...places.keys()].filter(isLogoHidden)).toEqual([2]);
    });
  });

  it('are in a frame of trick play of their time, and nothing is encoded that would have none', async () => {
    await withFilm(async ({ index, ladder, settings, source }) => {
      const track = index.video!;
      const rung = ladder.video[0]!;
      const frame = async (own: typeof rung, segment: number) => {
        const rendition = trickRendition(own, track.end);
        const [configuration = new Uint8Array()] = await encodeParameterSets(
          settings,
          [rendition.encoding],
          never,
        );
        const context = { settings, source: source(track.file), signal: never, configuration };
        const { bytes } = await produceImage({ track, rendition, segment }, context);
        const media = Buffer.concat([videoInit(rendition.encoding, configuration), bytes]);
        return (await lumaFrames(media, rung))[0]!;
      };
      const own = await withMarks(rung, [{ ...text, ...sometimes(3500) }]);
      expect(seenMark(await frame(own, 2), await frame(rung, 2), rung)!.top).toBeLessThan(0.2);
      await expect(frame(own, 0)).rejects.toThrow(/no mark/);
    });
  });

  it('are never left out: without a font, or without the very image, nothing is made', async () => {
    await withFilm(async (film) => {
      const { standInFonts: _, ...fontless } = film.settings;
      const choice = { purpose: 'frame', format: 'jpg' } as const;
      await expect(marked({ ...film, settings: fontless }, choice, [text])).rejects.toThrow(/font/);
      const other = { ...red, image: { name: 'red.png', hash: '000000000000' } };
      for (const purpose of ['frame', 'sheet'] as const)
        await expect(marked(film, { purpose, format: 'jpg' }, [other])).rejects.toThrow(/image/);
      await expect(
        marked({ ...film, settings: fontless }, { purpose: 'sheet', format: 'jpg' }, [text]),
      ).rejects.toThrow(/font/);
    });
  });
});

/** The pixels of each frame of a GIF. */
async function gifFrames(gif: Buffer): Promise<readonly (readonly Rgb[])[]> {
  const path = await fileOf(gif, 'preview.gif');
  const { width, height } = { width: gif.readUInt16LE(6), height: gif.readUInt16LE(8) };
  const raw = ['-fps_mode', 'passthrough', '-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'];
  const bytes = await runToolOrFail('ffmpeg', ['-v', 'error', '-i', path, ...raw]);
  const size = 3 * width * height;
  return Array.from({ length: bytes.length / size }, (_, frame) =>
    Array.from({ length: width * height }, (__, i): Rgb => {
      const at = frame * size + 3 * i;
      return [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!];
    }),
  );
}

const folders: string[] = [];

/** The path of a file, for demuxers that seek. */
async function fileOf(bytes: Buffer, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-marked-'));
  folders.push(folder);
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});
