/** A logo stands at its place in every frame of its time: in segments, beside what a session has in them, and in images. Proved by pixels. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { framesOfSheet, sheetGrid } from '../../../src/encoder/images/frames/storyboard.js';
import { imageRendition } from '../../../src/encoder/images/image-renditions.js';
import { produceImage } from '../../../src/encoder/images/produce/produce-image.js';
import { sheetOfFeed } from '../../../src/encoder/images/produce/sheet-of-feed.js';
import { sheetOfThumbnails } from '../../../src/encoder/images/produce/sheet-of-thumbnails.js';
import { trickRendition } from '../../../src/encoder/images/trick-rendition.js';
import { readPng } from '../../../src/encoder/marks/images/png.js';
import { encodeParameterSets, videoInit } from '../../../src/encoder/produce/init.js';
import { tracedRendition } from '../../../src/encoder/trace/traced-rendition.js';
import type { ImageMark } from '../../../src/shared/marks/mark.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { plainFilm } from '../../support/marks/plain-films.js';
import { plainPng } from '../../support/marks/png-images.js';
import { lumaFrames, seenMark } from '../../support/marks/seen-marks.js';
import { madeImage } from '../images/support.js';
import { leastPsnr } from '../produce/support/changing-frames.js';
import { type MasterUnderTest, never, withMaster } from '../produce/support/master-under-test.js';
import { segmentLuma, withMarks } from './support/segment-luma.js';

const HASH = 'abcdefabcdef';
const images = new Map([
  ['white.png', { ...readPng(plainPng(4, 2, [255, 255, 255, 255])), hash: HASH }],
  ['red.png', { ...readPng(plainPng(2, 2, [255, 0, 0, 255])), hash: HASH }],
]);
const white: ImageMark = {
  ...{ image: { name: 'white.png', hash: HASH }, place: 'top-right', size: 20, opacity: 1 },
};
const red: ImageMark = { ...white, image: { name: 'red.png', hash: HASH }, place: 'center' };
const sometimes = (from: number, length = 1000) => ({ shown: { every: 60_000, for: length, from } });

/** Twelve seconds of one colour at 29.97 frames per second, with keyframes about two seconds apart. */
async function withFilm<T>(use: (film: MasterUnderTest) => Promise<T>): Promise<T> {
  return withMaster(await plainFilm(), (master) =>
    use({ ...master, settings: { ...master.settings, markImages: images } }),
  );
}

describe('a logo in segments', () => {
  it('is in each frame, at its place', async () => {
    await withFilm(async (film) => {
      const rendition = film.ladder.video[0]!;
      const plain = await segmentLuma(film, rendition);
      const frames = await segmentLuma(film, { ...rendition, logo: [white] }, { images });
      expect(frames.length).toBe(plain.length);
      for (const [i, frame] of frames.entries()) {
        const seen = seenMark(frame, plain[i]!, rendition);
        expect([i, seen !== undefined]).toEqual([i, true]);
        expect(seen!.top).toBeCloseTo(0.04, 1);
        expect(seen!.left).toBeGreaterThan(0.6);
      }
    });
  });

  it('is in no frame of another time, and a segment without it is as one of an asset that has none', async () => {
    await withFilm(async (film) => {
      const rendition = film.ladder.video[0]!;
      const logo = [{ ...white, ...sometimes(500) }];
      const of = (segment: number, own = {}) =>
        segmentLuma(film, { ...rendition, ...own }, { segment, images });
      const [plain, frames] = [await of(0), await of(0, { logo })];
      const shown = frames.flatMap((frame, i) => (seenMark(frame, plain[i]!, rendition) ? [i] : []));
      const within = plain.flatMap((_, i) => {
        const time = (i * 1_001_000) / 30_000;
        return time >= 500 && time < 1500 ? [i] : [];
      });
      expect(shown).toEqual(within);
      expect(Buffer.concat(await of(1, { logo })).equals(Buffer.concat(await of(1)))).toBe(true);
    });
  });

  it('stands below the marks of a session, and both are seen', async () => {
    await withFilm(async (film) => {
      const rendition = film.ladder.video[0]!;
      const text = { text: 'LL', place: 'bottom-left', size: 20, opacity: 1 } as const;
      const marked = await withMarks({ ...rendition, logo: [white] }, [text]);
      const [plain] = await segmentLuma(film, rendition);
      const [both] = await segmentLuma(film, marked, { images });
      const seen = seenMark(both!, plain!, rendition)!;
      expect([seen.left < 0.1, seen.right > 0.9, seen.top < 0.1, seen.bottom > 0.9]).toEqual(
        Array(4).fill(true),
      );
    });
  });

  it('does not stand for the marks of a session: where none of those is shown, nothing is encoded', async () => {
    await withFilm(async (film) => {
      const text = { text: 'LL', place: 'top', size: 20, opacity: 1, ...sometimes(9000) } as const;
      const marked = await withMarks({ ...film.ladder.video[0]!, logo: [white] }, [text]);
      await expect(segmentLuma(film, marked, { images })).rejects.toThrow(/no mark/);
    });
  });

  it('has the hidden mark of a session added to it', async () => {
    await withFilm(async (film) => {
      const rendition = film.ladder.video[0]!;
      const traced = tracedRendition({ ...rendition, logo: [white] }, 'a'.repeat(64));
      const plain = await segmentLuma(film, { ...rendition, logo: [white] }, { images });
      const pattern = await segmentLuma(film, traced, { images });
      expect(pattern.length).toBe(plain.length);
      // A level more or less.
      expect(leastPsnr(pattern, plain)).toBeGreaterThan(40);
      expect(Buffer.concat(pattern).equals(Buffer.concat(plain))).toBe(false);
    });
  });

  it('has text of a session above it, and the hidden mark added to both', async () => {
    await withFilm(async (film) => {
      const rendition = film.ladder.video[0]!;
      const text = { text: 'LL', place: 'bottom-left', size: 20, opacity: 1 } as const;
      const seen = await withMarks({ ...rendition, logo: [white] }, [text]);
      const traced = tracedRendition(seen, 'a'.repeat(64));
      const plain = await segmentLuma(film, seen, { images });
      const pattern = await segmentLuma(film, traced, { images });
      expect(pattern.length).toBe(plain.length);
      expect(leastPsnr(pattern, plain)).toBeGreaterThan(40);
      expect(Buffer.concat(pattern).equals(Buffer.concat(plain))).toBe(false);
    });
  });

  it('is never left out: without the very file nothing is encoded', async () => {
    await withFilm(async (film) => {
      const logo = [{ ...white, image: { name: 'white.png', hash: '000000000000' } }];
      const [rendition] = film.ladder.video;
      await expect(segmentLuma(film, { ...rendition!, logo }, { images })).rejects.toThrow(/image/);
      const frame = madeImage(film, { purpose: 'frame', format: 'jpg' }, 0, logo);
      await expect(frame).rejects.toThrow(/image/);
    });
  });
});

/** Red, green and blue in a place of an image, in parts of its size. */
async function colourAt(path: string, x: number, y: number, input?: Buffer): Promise<readonly number[]> {
  const crop = `crop=2:2:floor(iw*${x}):floor(ih*${y}),scale=1:1:flags=area`;
  const decode = ['-v', 'error', '-i', path, '-frames:v', '1', '-vf', `format=rgb24,${crop}`];
  const raw = ['-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'];
  return [...(await runToolOrFail('ffmpeg', [...decode, ...raw], input ? { input } : {}))];
}

const isRed = ([r = 0, g = 0, b = 0]: readonly number[]) => r > 200 && g < 60 && b < 60;

describe('a logo in images', () => {
  it.each(['jpg', 'webp', 'avif'] as const)(
    'has its colour in a frame, and leaves the rest as it is: %s',
    async (format) => {
      await withFilm(async (film) => {
        const { bytes } = await madeImage(film, { purpose: 'frame', format, width: 320 }, 7, [red]);
        const plain = await madeImage(film, { purpose: 'frame', format, width: 320 }, 7);
        const place = format === 'avif' ? await fileOf(bytes, 'frame.avif') : 'pipe:0';
        expect(isRed(await colourAt(place, 0.5, 0.5, bytes))).toBe(true);
        const other = format === 'avif' ? await fileOf(plain.bytes, 'plain.avif') : 'pipe:0';
        const [here, there] = [
          await colourAt(place, 0.1, 0.9, bytes),
          await colourAt(other, 0.1, 0.9, plain.bytes),
        ];
        for (const [i, value] of here.entries()) expect(Math.abs(value - there[i]!)).toBeLessThan(4);
      });
    },
  );

  it('is in frames of its time and in no others', async () => {
    await withFilm(async (film) => {
      const logo = [{ ...red, ...sometimes(1000, 500) }];
      // At 0.967, 1.001, 1.468 and 1.502 seconds.
      const seen: boolean[] = [];
      for (const frame of [29, 30, 44, 45]) {
        const { bytes } = await madeImage(film, { purpose: 'frame', format: 'jpg', width: 320 }, frame, logo);
        seen.push(isRed(await colourAt('pipe:0', 0.5, 0.5, bytes)));
      }
      expect(seen).toEqual([false, true, true, false]);
    });
  });

  it('is in the poster, and in a preview in motion', async () => {
    await withFilm(async (film) => {
      const poster = await madeImage(film, { purpose: 'poster', format: 'jpg' }, 0, [red]);
      expect(isRed(await colourAt('pipe:0', 0.5, 0.5, poster.bytes))).toBe(true);
      const { bytes } = await madeImage(film, { purpose: 'preview', format: 'gif' }, 0, [red]);
      const path = await fileOf(bytes, 'preview.gif');
      expect(isRed(await colourAt(path, 0.5, 0.5))).toBe(true);
      const plain = await madeImage(film, { purpose: 'preview', format: 'gif' }, 0);
      const count = async (gif: string) => {
        const listed = await runToolOrFail('ffmpeg', ['-v', 'error', '-i', gif, '-f', 'framecrc', 'pipe:1']);
        return listed
          .toString()
          .split('\n')
          .filter((line) => line && !line.startsWith('#')).length;
      };
      expect(await count(path)).toBe(await count(await fileOf(plain.bytes, 'plain.gif')));
    });
  });

  it('is in the places of a sheet that are of its time, however the sheet is made', async () => {
    await withFilm(async ({ index, settings, source }) => {
      const track = index.video!;
      const grid = sheetGrid(track);
      // Of the keyframes at 0, 2, 4, 6, 8 and 10 seconds, the third.
      const logo = [{ ...red, ...sometimes(3500) }];
      const rendition = { ...imageRendition(track, { purpose: 'sheet', format: 'jpg' }), grid, logo };
      const places = framesOfSheet(track, grid, 0);
      const firsts = places.flatMap((frame, place) => (frame === places[place - 1] ? [] : [place]));
      const placed = { track, frames: firsts.map((place) => places[place]!), firsts, count: places.length };
      const context = { settings, source: source(track.file), signal: never };
      const sheet = Buffer.from(await sheetOfFeed(placed, rendition, context));
      const afterwards = await sheetOfThumbnails(track, rendition, places, context);
      expect(sheet.equals(afterwards)).toBe(true);
      const seen: boolean[] = [];
      for (const place of places.keys()) {
        const x = ((place % grid.columns) + 0.5) / grid.columns;
        const y = (Math.floor(place / grid.columns) + 0.5) / grid.rows;
        seen.push(isRed(await colourAt('pipe:0', x, y, sheet)));
      }
      expect(seen).toEqual(places.map((_, place) => place === 2));
    });
  });

  it('is in the frames of trick play that are of its time', async () => {
    await withFilm(async ({ index, ladder, settings, source }) => {
      const track = index.video!;
      const logo = [{ ...white, ...sometimes(3500) }];
      const rung = ladder.video[0]!;
      const frames = async (own: object) => {
        const rendition = trickRendition({ ...rung, ...own }, track.end);
        const [configuration] = await encodeParameterSets(settings, [rendition.encoding], never);
        const context = {
          settings,
          source: source(track.file),
          signal: never,
          configuration: configuration!,
        };
        const all: Buffer[] = [];
        for (const segment of [0, 1, 2]) {
          const { bytes } = await produceImage({ track, rendition, segment }, context);
          const media = Buffer.concat([videoInit(rendition.encoding, configuration!), bytes]);
          all.push(...(await lumaFrames(media, rung)));
        }
        return all;
      };
      const [plain, drawn] = [await frames({}), await frames({ logo })];
      expect(drawn.map((frame, i) => seenMark(frame, plain[i]!, rung) !== undefined)).toEqual([
        false,
        false,
        true,
      ]);
    });
  });
});

const folders: string[] = [];

/** The path of a file, for demuxers that seek. */
async function fileOf(bytes: Buffer, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-logo-'));
  folders.push(folder);
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});
