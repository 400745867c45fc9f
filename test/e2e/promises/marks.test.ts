/**
 * A mark is seen in each frame where it should be and in no other, at the same place in all sizes; what has none is the very segments of
 * every viewer. Proved by pixels, against the same video without the mark.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OptionalClaims } from '../../../src/access/tokens/token-claims.js';
import { bytesOf, readPresentation, type VariantUrls } from '../../support/hls-client.js';
import { probeFrameTimes } from '../../support/joined-frames.js';
import { at, fetchShuffled, joined } from '../../support/joined-rendition.js';
import { plainFilm } from '../../support/marks/plain-films.js';
import { plainPng } from '../../support/marks/png-images.js';
import { lumaFrames, type SeenMark, seenMark } from '../../support/marks/seen-marks.js';
import { type Origin, startTwins } from '../../support/origin.js';

const CORNER = { text: 'Anna {viewer}', place: 'top-right', size: 8, opacity: 1 } as const;
const SOMETIMES = { ...CORNER, every: 6, for: 1.5, from: 1 } as const;

let servers: readonly [Origin, Origin];
let plain: readonly VariantUrls[];

let images: string;

beforeAll(async () => {
  images = await mkdtemp(join(tmpdir(), 'onplay-mark-images-'));
  await writeFile(join(images, 'logo.png'), plainPng(4, 2, [255, 255, 255, 255]));
  const cut = { ONPLAY_SEGMENT_MS: '2000', ONPLAY_FIRST_SEGMENTS_MS: 'none' };
  const options = { ...cut, ONPLAY_MARK_IMAGES: images };
  servers = await startTwins({ masters: { 'film.mp4': await plainFilm() }, env: options });
  plain = await variantsOf({});
});
afterAll(async () => {
  for (const server of servers?.toReversed() ?? []) await server.stop();
  await rm(images, { recursive: true, force: true });
});

/** From the lowest to the highest. */
async function variantsOf(claims: OptionalClaims, query = ''): Promise<readonly VariantUrls[]> {
  const server = { ...servers[0], token: () => servers[0].token('film', claims) };
  const { variants } = await readPresentation(server, 'film', query);
  return variants.toSorted((a, b) => (a.height ?? 0) - (b.height ?? 0));
}

const nameOf = (url: string) => new URL(url).pathname.split('/').slice(-2).join('/');
const claimsOf = (overlay: object, viewer = '17') => ({ viewer, overlays: [overlay] }) as OptionalClaims;

const sizeOf = ({ height = 0 }: VariantUrls) => ({ width: 2 * Math.round((height * 16) / 18), height });

/** Where the mark is seen in each frame of the rung, with the frame's time in seconds. */
async function seenIn(marked: VariantUrls, unmarked: VariantUrls) {
  const size = sizeOf(marked);
  const media = joined(await fetchShuffled(marked, servers, size.height));
  const [ours, theirs] = await Promise.all([
    lumaFrames(media, size),
    lumaFrames(joined(await fetchShuffled(unmarked, servers, size.height)), size),
  ]);
  expect(ours.length).toBe(theirs.length);
  const { ticks, timescale } = await probeFrameTimes('pipe:0', media);
  return ours.map((frame, i) => ({
    seconds: ticks[i]! / timescale,
    seen: seenMark(frame, theirs[i]!, size),
  }));
}

const isShown = (seconds: number) => seconds >= 1 && (seconds - 1) % 6 < 1.5;

describe('a mark that stands for some seconds every so often', () => {
  it('is seen in each frame of its time and in no other, in all sizes at the same place', async () => {
    const marked = await variantsOf(claimsOf(SOMETIMES));
    const boxes: SeenMark[] = [];
    for (const [i, rung] of marked.slice(0, 2).entries()) {
      const frames = await seenIn(rung, plain[i]!);
      expect(frames.filter(({ seen }) => seen).map(({ seconds }) => seconds)).toEqual(
        frames.filter(({ seconds }) => isShown(seconds)).map(({ seconds }) => seconds),
      );
      const { seen } = frames.find((frame) => frame.seen)!;
      expect(seen!.right).toBeGreaterThan(0.9);
      expect(seen!.right).toBeLessThan(1);
      expect(seen!.left).toBeGreaterThan(0.5);
      expect(seen!.top).toBeGreaterThan(0.02);
      expect(seen!.bottom).toBeLessThan(0.16);
      boxes.push(seen!);
    }
    for (const side of ['left', 'right', 'top', 'bottom'] as const)
      expect(Math.abs(boxes[0]![side] - boxes[1]![side])).toBeLessThan(0.02);
  });

  it('costs only the segments it stands in: all others are those of every viewer, at the same URLs', async () => {
    const [marked] = await variantsOf(claimsOf(SOMETIMES));
    const isOwn = marked!.segments.map((url) => /\/v\d+-m[0-9a-f]{12}-[0-9a-f]{16}\//.test(url));
    // From 1 to 2.5 and from 7 to 8.5 seconds, in segments of two.
    expect(isOwn).toEqual([true, true, false, true, true, false]);
    const shared = marked!.segments.map(nameOf).filter((_, i) => !isOwn[i]);
    expect(shared).toEqual(plain[0]!.segments.map(nameOf).filter((_, i) => !isOwn[i]));
    expect(nameOf(marked!.init)).toBe(nameOf(plain[0]!.init));
  });

  it('has the same bytes at each server, and others for each viewer', async () => {
    const hashes = async (viewer: string, server: Origin) => {
      const [marked] = await variantsOf(claimsOf(SOMETIMES, viewer));
      const own = marked!.segments.filter((url) => url.includes('-m'));
      const bodies = await Promise.all(own.map((url) => bytesOf(at(server, url))));
      return bodies.map((body) => createHash('sha256').update(body).digest('hex'));
    };
    const first = await hashes('17', servers[0]);
    expect(await hashes('17', servers[1])).toEqual(first);
    for (const hash of await hashes('18', servers[1])) expect(first).not.toContain(hash);
  });

  it('is in the best rung too, which is encoded for it', async () => {
    const best = (await variantsOf(claimsOf(SOMETIMES))).at(-1)!;
    expect(best.height).toBe(plain.at(-1)!.height);
    const frames = await seenIn(best, plain.at(-1)!);
    expect(frames.filter(({ seen, seconds }) => isShown(seconds) && !seen)).toEqual([]);
  });
});

describe('a mark that is always there', () => {
  it('is seen in each frame, and moves with the time of the film, not of the segment', async () => {
    const { place: _, ...anna } = CORNER;
    const [marked] = await variantsOf(claimsOf({ ...anna, move: 3 }));
    expect(marked!.segments.every((url) => url.includes('-m'))).toBe(true);
    const frames = await seenIn(marked!, plain[0]!);
    expect(frames.filter(({ seen }) => !seen)).toEqual([]);
    const middles = [0, 1, 2, 3].map((stay) => {
      const within = frames.filter(({ seconds }) => Math.floor(seconds / 3) === stay).slice(2);
      const places = within.map(({ seen }) => [
        (seen!.left + seen!.right) / 2,
        (seen!.top + seen!.bottom) / 2,
      ]);
      for (const [x, y] of places) {
        expect(x).toBeCloseTo(places[0]![0]!, 1);
        expect(y).toBeCloseTo(places[0]![1]!, 1);
      }
      return places[0]!.map((part) => part.toFixed(1)).join();
    });
    expect(new Set(middles).size).toBeGreaterThan(2);
  });
});

describe('an image as a mark', () => {
  const LOGO = { image: 'logo.png', place: 'top-right', size: 8, opacity: 1, every: 6, for: 1.5, from: 1 };

  it('is seen in each frame of its time and in no other, with the same bytes at each server', async () => {
    const [marked] = await variantsOf(claimsOf(LOGO));
    const frames = await seenIn(marked!, plain[0]!);
    expect(frames.filter(({ seen }) => seen).map(({ seconds }) => seconds)).toEqual(
      frames.filter(({ seconds }) => isShown(seconds)).map(({ seconds }) => seconds),
    );
    const [first] = marked!.segments;
    const [one, other] = await Promise.all(servers.map((server) => bytesOf(at(server, first!))));
    expect(one!.equals(other!)).toBe(true);
  });

  it('is refused if the server has none of that name', async () => {
    const token = servers[0].token('film', claimsOf({ ...LOGO, image: 'other.png' }));
    const response = await servers[0].fetch(`/film.m3u8?token=${token}`);
    expect([response.status, await response.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'marks_impossible' }),
    ]);
  });
});

describe('a clip with marks', () => {
  /** Cut in the second segment, behind the mark, and in the last but one, while it stands. */
  const CLIP = '&start=2.6&end=7.5';

  it('has them at the times of the film, in what is cut too', async () => {
    const [marked] = await variantsOf(claimsOf(SOMETIMES), CLIP);
    const [unmarked] = await variantsOf({}, CLIP);
    const kinds = marked!.segments.map((url) => [url.includes('-m'), url.includes('-x')]);
    expect(kinds).toEqual([
      [false, true],
      [false, false],
      [true, true],
    ]);
    const frames = await seenIn(marked!, unmarked!);
    expect(frames.filter(({ seen }) => seen).map(({ seconds }) => seconds)).toEqual(
      frames.filter(({ seconds }) => isShown(seconds)).map(({ seconds }) => seconds),
    );
    expect(frames.filter(({ seen }) => seen).length).toBeGreaterThan(10);
  });
});

describe('a download with marks', () => {
  const claims = { ...claimsOf(SOMETIMES), download: true } as OptionalClaims;

  it.each(['', '&start=2.6&end=7.5'])(
    'has the frames of the stream with them, and another hash for each viewer (%s)',
    async (clip) => {
      const [rung] = await variantsOf(claims, clip);
      const url = (viewer: string) => {
        const token = servers[0].token('film', { ...claims, viewer });
        return `${servers[0].url}/film.mp4?token=${token}&height=${rung!.height}${clip}`;
      };
      const [ours, theirs] = [await bytesOf(url('17')), await bytesOf(url('18'))];
      expect(ours.equals(theirs)).toBe(false);
      const streamed = joined(await fetchShuffled(rung!, servers, 1));
      const [saved, played] = [
        await lumaFrames(ours, sizeOf(rung!)),
        await lumaFrames(streamed, sizeOf(rung!)),
      ];
      expect(saved.length).toBe(played.length);
      expect(Buffer.concat(saved).equals(Buffer.concat(played))).toBe(true);
    },
  );
});

describe('images with marks', () => {
  const SIZES = { frame: { width: 640, height: 360 }, thumbnail: { width: 160, height: 90 } };
  const ask = async (path: string, claims: OptionalClaims, server = 0) => {
    const response = await servers[server]!.fetch(`${path}token=${servers[0].token('film', claims)}`);
    expect([path, response.status]).toEqual([path, 200]);
    return Buffer.from(await response.arrayBuffer());
  };

  it('have them at their times and at no others, wherever they are made', async () => {
    const seen: boolean[] = [];
    const times = [0, 0.97, 1.01, 2.45, 2.51, 7.5, 9];
    for (const time of times) {
      const path = `/film/frame.jpg?t=${time}&`;
      const [own, twin] = [await ask(path, claimsOf(SOMETIMES)), await ask(path, claimsOf(SOMETIMES), 1)];
      expect([time, own.equals(twin)]).toEqual([time, true]);
      const unmarked = await ask(path, {});
      const [drawn, without] = [await lumaFrames(own, SIZES.frame), await lumaFrames(unmarked, SIZES.frame)];
      const box = seenMark(drawn[0]!, without[0]!, SIZES.frame);
      expect([time, own.equals(unmarked)]).toEqual([time, box === undefined]);
      if (box) expect([box.top < 0.1, box.bottom < 0.3, box.right > 0.9]).toEqual([true, true, true]);
      seen.push(box !== undefined);
    }
    expect(seen).toEqual(times.map((time) => isShown(time)));
  });

  it('are thumbnails too, each of the time of its keyframe', async () => {
    const sheetOf = async (claims: OptionalClaims) => {
      const text = (await ask('/film/storyboard.vtt?', claims)).toString();
      const cues = [...text.matchAll(/^\.\.(\S+)#xywh=(\d+),(\d+),\d+,\d+$/gm)];
      const bytes = await bytesOf(servers[0].url + cues[0]![1]!);
      const size = { width: 5 * SIZES.thumbnail.width, height: 5 * SIZES.thumbnail.height };
      const [luma] = await lumaFrames(bytes, size);
      return cues.map(([, , left, top]) =>
        Buffer.concat(
          Array.from({ length: SIZES.thumbnail.height }, (_, row) => {
            const start = (Number(top) + row) * size.width + Number(left);
            return luma!.subarray(start, start + SIZES.thumbnail.width);
          }),
        ),
      );
    };
    const [own, without] = [await sheetOf(claimsOf(SOMETIMES)), await sheetOf({})];
    // Of keyframes at 0, 2.002, 4.004, 6.006, 8.008 and 10.01 seconds.
    expect(own.map((one, i) => seenMark(one, without[i]!, SIZES.thumbnail) !== undefined)).toEqual(
      own.map((_, i) => isShown(2.002 * i)),
    );
  });

  it('are frames for trick play too', async () => {
    const manifest = (await ask('/film.m3u8?', claimsOf(SOMETIMES))).toString();
    const [, width, height, uri] = /I-FRAME.*RESOLUTION=(\d+)x(\d+).*URI="([^"]+)"/.exec(manifest)!;
    const playlist = new URL(uri!, `${servers[0].url}/`).href;
    const text = (await bytesOf(playlist)).toString();
    const files = ['init.mp4', ...text.split('\n').filter((line) => /^\d+\.m4s$/.test(line))];
    const media = await Promise.all(files.map((file) => bytesOf(playlist.replace('media.m3u8', file))));
    const size = { width: Number(width), height: Number(height) };
    const frames = await lumaFrames(Buffer.concat(media), size);
    expect(frames.length).toBe(files.length - 1);
    // Of a film of one colour, the first frame is as all others without a mark.
    expect(frames.map((frame) => seenMark(frame, frames[0]!, size) !== undefined)).toEqual(
      frames.map((_, i) => isShown(2.002 * i)),
    );
  });
});
