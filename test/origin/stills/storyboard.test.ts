import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storyboardText } from '../../../src/origin/stills/storyboard-text.js';
import { encodedBytes } from '../../segments/support/controlled-encoder.js';
import { codeOf, startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin({ masters: ['film.mp4', 'films/night.mp4'] });
});
afterEach(() => origin.stop());

const urlOf = (asset: string) => `/${asset}/storyboard.vtt?token=${origin.token(asset)}`;

/** The cues: time line and URL of the image, absolute. */
async function cuesOf(asset: string): Promise<{ time: string; url: URL }[]> {
  const text = await (await origin.get(urlOf(asset))).text();
  expect(text.startsWith('WEBVTT\n\n')).toBe(true);
  return text
    .slice('WEBVTT\n\n'.length)
    .trim()
    .split('\n\n')
    .map((cue) => {
      const [time = '', image = ''] = cue.split('\n');
      return { time, url: new URL(image, origin.url + urlOf(asset)) };
    });
}

describe('a storyboard', () => {
  it.each(['film', 'films/night'])('of %s has a cue for each picture, at its own time', async (asset) => {
    const cues = await cuesOf(asset);
    expect(cues.map(({ time, url }) => `${time} ${url.hash}`)).toStrictEqual([
      '00:00:00.000 --> 00:00:02.000 #xywh=0,0,160,90',
      '00:00:02.000 --> 00:00:04.000 #xywh=160,0,160,90',
      '00:00:04.000 --> 00:00:06.000 #xywh=320,0,160,90',
      '00:00:06.000 --> 00:00:08.000 #xywh=480,0,160,90',
      '00:00:08.000 --> 00:00:10.000 #xywh=640,0,160,90',
    ]);
    expect(new Set(cues.map(({ url }) => url.pathname)).size).toBe(1);
  });

  it('is for its session, and its images are cached as media is', async () => {
    const { headers } = await origin.get(urlOf('film'));
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/vtt',
      'cache-control': 'private, max-age=5',
      'cdn-cache-control': 'no-store',
      vary: 'Accept-Encoding',
      'access-control-allow-origin': '*',
    });
    const [cue] = await cuesOf('film');
    const image = await origin.get(cue!.url.pathname);
    expect(Buffer.from(await image.arrayBuffer())).toStrictEqual(encodedBytes('i160-sheet-jpg/0'));
    expect(Object.fromEntries(image.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': expect.stringMatching(
        /^public, max-age=31536000, s-maxage=3600, immutable/,
      ) as unknown,
      'cache-status': 'onplay; fwd=miss',
      etag: expect.stringMatching(/^"i160-sheet-jpg-[0-9a-f]{16}\/0"$/) as unknown,
      'surrogate-key': expect.stringContaining(' ') as unknown,
    });
    expect(image.headers.get('link')).toBeNull();
    expect(image.headers.get('vary')).toBeNull();
    expect((await origin.get(cue!.url.pathname)).headers.get('cache-status')).toBe('onplay; hit');
  });

  it('opens the images of no other asset, and no sheets that there are not', async () => {
    const [cue] = await cuesOf('film');
    const path = cue!.url.pathname;
    expect(await codeOf(await origin.get(path.replace('/film/', '/films/night/')))).toMatch(/^grant_/);
    expect(await codeOf(await origin.get(path.replace('/0.jpg', '/1.jpg')))).toBe('segment_unknown');
    expect(await codeOf(await origin.get(path.replace('/0.jpg', '/0.m4s')))).toBe('route_unknown');
    expect(await codeOf(await origin.get('/film/storyboard.vtt'))).toBe('token_missing');
  });

  it('has larger thumbnails where they are asked for', async () => {
    const text = await (await origin.get(`${urlOf('film')}&width=900`)).text();
    expect(text).toContain('/i320-sheet-jpg-');
    expect(text).toContain('#xywh=320,0,320,180');
  });
});

it('times of cues are rounded to milliseconds', () => {
  const thumbnails = [{ sheet: 0, place: 6, start: 3723.4567, end: 86_399.9996 }];
  const grid = { columns: 5, rows: 5, seconds: 2 };
  expect(storyboardText(thumbnails, { width: 160, height: 90, grid }, (sheet) => `${sheet}.jpg`)).toBe(
    'WEBVTT\n\n01:02:03.457 --> 24:00:00.000\n0.jpg#xywh=160,90,160,90\n',
  );
});
