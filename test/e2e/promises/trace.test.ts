/** A hidden mark: of each segment a session gets one of two variants, which no eye and no URL tells apart; one of them are the bytes of every viewer. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { plainFilm } from '../../support/marks/plain-films.js';
import { lumaFrames } from '../../support/marks/seen-marks.js';
import { type Origin, startOrigin } from '../../support/origin.js';

/** Of these, each segment has both variants: each bit of its equation is the only one of a code. */
const CODES = [0, 7, ...Array.from({ length: 12 }, (_, bit) => 2 ** bit)];
/** Hidden marks follow from it. */
const SECRET = 'a'.repeat(64);

let origin: Origin;
/** URLs of the lowest rendition, by code, and without a hidden mark. */
const urls = new Map<number | undefined, { readonly init: string; readonly segments: readonly string[] }>();

beforeAll(async () => {
  const env = { ONPLAY_SEGMENT_MS: '2000', ONPLAY_FIRST_SEGMENTS_MS: 'none', ONPLAY_PASSTHROUGH: 'off' };
  origin = await startOrigin({ masters: { 'film.mp4': await plainFilm() }, env, secret: SECRET });
  for (const trace of [undefined, ...CODES]) {
    const token = origin.token('film', trace === undefined ? {} : { trace });
    const { variants } = await readPresentation({ ...origin, token: () => token }, 'film');
    urls.set(trace, variants.find(({ height }) => height === 240)!);
  }
});
afterAll(() => origin?.stop());

const nameOf = (url: string) => new URL(url).pathname.split('/').slice(-2).join('/');
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A URL of each of the two variants of a segment. */
function bothOf(segment: number): readonly string[] {
  const byName = new Map(
    CODES.map((code) => urls.get(code)!.segments[segment]!).map((url) => [nameOf(url), url]),
  );
  return [...byName.values()];
}

describe('a segment with a hidden mark', () => {
  it('has two variants for all sessions, of which one is that of every viewer', async () => {
    for (const segment of [0, 1, 5]) {
      const both = bothOf(segment);
      expect(both.length).toBe(2);
      const plain = hashOf(await bytesOf(urls.get(undefined)!.segments[segment]!));
      const hashes = await Promise.all(both.map(async (url) => hashOf(await bytesOf(url))));
      expect(hashes.filter((hash) => hash === plain).length).toBe(1);
    }
  });

  it('looks the same in both: they differ by a level of luma, here and there', async () => {
    const { init } = urls.get(0)!;
    const size = { width: 428, height: 240 };
    const [one, other] = await Promise.all(
      bothOf(2).map(async (url) =>
        lumaFrames(Buffer.concat([await bytesOf(init), await bytesOf(url)]), size),
      ),
    );
    expect(one!.length).toBeGreaterThan(0);
    expect(other!.length).toBe(one!.length);
    for (const [i, frame] of one!.entries()) {
      const differences = frame.map((luma, place) => Math.abs(luma - other![i]![place]!));
      expect(Math.max(...differences)).toBeLessThanOrEqual(3);
      expect(differences.filter((difference) => difference > 0).length).toBeGreaterThan(frame.length / 4);
    }
  });

  it('has responses that tell neither variant from the other', async () => {
    const answers = await Promise.all(bothOf(3).map((url) => fetch(url)));
    const [one, other] = answers.map(({ headers }) => Object.fromEntries(headers));
    const varying = ['content-length', 'date', 'etag'];
    for (const name of varying) delete one![name];
    for (const name of varying) delete other![name];
    expect(one).toEqual(other);
    for (const [i, { headers }] of answers.entries())
      expect(headers.get('etag')).toBe(`"${nameOf(bothOf(3)[i]!).replace('.m4s', '')}"`);
    const etag = answers[0]!.headers.get('etag')!;
    const again = await fetch(bothOf(3)[0]!, { headers: { 'If-None-Match': etag } });
    expect(again.status).toBe(304);
  });
});

describe('a token with a hidden mark', () => {
  const codeOf = async (path: string) => {
    const response = await origin.fetch(path);
    return response.ok ? 'ok' : `${response.status} ${((await response.json()) as { code: string }).code}`;
  };
  const token = () => origin.token('film', { trace: 7, download: true });

  it.each([
    '/film/poster.jpg?',
    '/film/frame.webp?t=5&',
    '/film/preview.webp?',
    '/film/storyboard.vtt?',
    '/film.mp4?',
    '/film.m4a?',
    '/film.m3u8?burn=1&',
  ])('opens nothing that is made without it: %s', async (path) => {
    expect(await codeOf(`${path}token=${token()}`)).toBe('403 trace_unsupported');
  });

  it('opens no segment by the URL of every viewer', async () => {
    const [own, plain] = [urls.get(7)!.segments[0]!, urls.get(undefined)!.segments[0]!];
    const grant = new URL(own).pathname.split('/')[2];
    expect(await codeOf(`/-/${grant}/film/${nameOf(plain)}`)).toBe('403 untraced_forbidden');
    expect(await codeOf(`/-/${grant}/film/${nameOf(plain).replace('0.m4s', 'media.m3u8')}`)).toBe(
      '403 untraced_forbidden',
    );
  });

  it('is played in DASH by the same URLs', async () => {
    const mpd = await (await origin.fetch(`/film.mpd?token=${token()}`)).text();
    for (const url of urls.get(7)!.segments) expect(mpd).toContain(`"${nameOf(url)}"`);
    expect(mpd).not.toMatch(/trickmode|thumbnail/);
  });
});
