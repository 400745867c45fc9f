/** Images for a token with marks: the session's own where a mark may stand at their time, else those of all sessions; and no way to the others. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OptionalClaims } from '../../../src/access/tokens/token-claims.js';
import { encodedBytes } from '../../segments/support/controlled-encoder.js';
import { codeOf, startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';

/** Of a film of ten seconds at 25 frames per second, from 4 to 6 seconds. */
const claims = (viewer: string, change: object = {}): OptionalClaims =>
  ({
    viewer,
    overlays: [{ text: '{viewer}', every: 100, for: 2, from: 4, ...change }],
  }) as OptionalClaims;

let origin: TestOrigin;
let ann: string;
beforeEach(async () => {
  origin = await startTestOrigin();
  ann = origin.token('film', claims('ann'));
});
afterEach(() => origin.stop());

const ask = (path: string, token = ann) =>
  origin.get(`/film/${path}${path.includes('?') ? '&' : '?'}token=${token}`);
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const OWN = /-m[0-9a-f]{12}-/;

describe('an image for a token with marks', () => {
  it('is of the session alone where a mark stands at its time, and named nowhere', async () => {
    const response = await ask('frame.jpg?t=5&width=640');
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toMatch(/^"i640-frame-m[0-9a-f]{12}-jpg-[0-9a-f]{16}\/125"$/);
    expect(response.headers.get('content-location')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('private, max-age=60');
    expect(response.headers.get('cdn-cache-control')).toBe('no-store');
    expect(origin.encoder.names).toEqual([expect.stringMatching(/^i640-frame-m[0-9a-f]{12}-jpg\/125$/)]);
  });

  it('is that of all sessions where none stands, without the URL that all others get', async () => {
    const response = await ask('frame.jpg?t=3.99');
    expect(await bytesOf(response)).toEqual(encodedBytes('i1280-frame-jpg/99'));
    expect(response.headers.get('content-location')).toBeNull();
    await ask('frame.jpg?t=3.99', origin.token('film'));
    await ask('frame.jpg?t=6', origin.token('film', claims('ben')));
    await ask('frame.jpg?t=6');
    expect(origin.encoder.names).toEqual(['i1280-frame-jpg/99', 'i1280-frame-jpg/150']);
  });

  it('is made once for each viewer, and not for each width, moment or query', async () => {
    for (const query of ['t=5', 't=5.039&width=1280', 't=f125&overlays=[]', 't=5&marks=none&viewer=ben'])
      expect((await ask(`frame.jpg?${query}`)).status).toBe(200);
    expect(origin.encoder.names.length).toBe(1);
    await ask('frame.jpg?t=5', origin.token('film', claims('ben')));
    expect(new Set(origin.encoder.names).size).toBe(2);
  });

  it.each([
    ['poster.jpg', 4, true],
    ['poster.webp', 9, false],
    ['preview.webp', 4, true],
    // From a frame of the poster on, which are at 2, 4 and 6 seconds.
    ['preview.gif', 8.5, true],
    ['preview.gif', 9.5, false],
  ] as const)(
    "chosen among frames is the session's own if one of them has a mark: %s, from %d",
    async (path, from, isOwn) => {
      const response = await ask(path, origin.token('film', claims('ann', { from, for: 0.5 })));
      expect([path, response.status, OWN.test(response.headers.get('etag')!)]).toEqual([path, 200, isOwn]);
      expect(response.headers.get('content-location')).toBeNull();
    },
  );

  it('is not kept behind memory', async () => {
    await ask('poster.jpg');
    origin.services.cache.purge({});
    await ask('poster.jpg');
    expect(origin.encoder.names.length).toBe(2);
  });

  it('is refused where the video cannot have the marks', async () => {
    const token = origin.token('film', {
      overlays: [{ image: 'nothing.png' }],
    } as OptionalClaims);
    for (const path of ['frame.jpg', 'poster.jpg', 'preview.gif', 'storyboard.vtt'])
      expect([path, await codeOf(await ask(path, token))]).toEqual([path, 'marks_impossible']);
  });

  it('is refused with a hidden mark', async () => {
    const token = origin.token('film', { viewer: 'ann', trace: true } as OptionalClaims);
    expect(await codeOf(await ask('frame.jpg', token))).toBe('trace_unsupported');
  });
});

describe('a storyboard for a token with marks', () => {
  const imagesIn = async (path: string, token = ann) => {
    const text = await (await ask(path, token)).text();
    const names = [...text.matchAll(/^\.\.\/(\S+)$/gm)].map(([, name]) => name!.replace(/#.*$/, ''));
    return [...new Set(names)];
  };

  it('names sheets of the session, which its grant alone opens', async () => {
    const [sheet = '', ...more] = await imagesIn('storyboard.vtt');
    expect(more).toEqual([]);
    const response = await origin.get(`/${sheet}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toMatch(/^"i160-sheet-m[0-9a-f]{12}-jpg-/);
    const [ofBen = ''] = await imagesIn('storyboard.vtt', origin.token('film', claims('ben')));
    const [, grant, , ...file] = ofBen.split('/');
    expect(await codeOf(await origin.get(`/-/${sheet.split('/')[1]}/film/${file.join('/')}`))).toBe(
      'version_gone',
    );
    expect(await codeOf(await origin.get(`/-/${origin.grant('film')}/film/${file.join('/')}`))).toBe(
      'version_gone',
    );
    expect((await origin.get(`/-/${grant}/film/${file.join('/')}`)).status).toBe(200);
  });

  it('has under these names the sheets of all sessions where no keyframe in them has a mark', async () => {
    // Between keyframes.
    const token = origin.token('film', claims('ann', { from: 4.5, for: 1 }));
    const [sheet = ''] = await imagesIn('storyboard.vtt', token);
    expect(sheet).toMatch(OWN);
    const response = await origin.get(`/${sheet}`);
    expect(await bytesOf(response)).toEqual(encodedBytes('i160-sheet-jpg/0'));
    const [ofAll = ''] = await imagesIn('storyboard.vtt', origin.token('film'));
    const shared = ofAll.split('/').slice(-2).join('/');
    expect((await origin.get(`/${ofAll}`)).headers.get('etag')).toBe(response.headers.get('etag'));
    expect(await codeOf(await origin.get(`/-/${sheet.split('/')[1]}/film/${shared}`))).toBe(
      'unmarked_forbidden',
    );
    expect(origin.encoder.names).toEqual(['i160-sheet-jpg/0']);
  });

  it('of a clip names frames of the session, of which those without a mark are those of all', async () => {
    const frames = await imagesIn('storyboard.vtt?start=3&end=7');
    expect(frames.map((frame) => /\/(\d+)\.jpg$/.exec(frame)![1])).toEqual(['100', '150']);
    const etags = await Promise.all(
      frames.map(async (frame) => (await origin.get(`/${frame}`)).headers.get('etag')),
    );
    expect(etags.map((etag) => OWN.test(etag!))).toEqual([true, false]);
    const outside = frames[0]!.replace('/100.jpg', '/50.jpg');
    expect(await codeOf(await origin.get(`/${outside}`))).toBe('outside_clip');
  });
});

describe('a manifest for a token with marks', () => {
  const namesIn = async (path: string) =>
    [...(await (await origin.get(`${path}?token=${ann}`)).text()).matchAll(/-\/[^\s"]+/g)].map(
      ([name]) => name,
    );

  it('has thumbnails and frames for trick play of the session', async () => {
    const names = (await namesIn('/film.m3u8')).filter((name) => /\/(?:i|v\d+-[^/]*trick)/.test(name));
    expect(
      names.map((name) =>
        name
          .split('/')
          .at(-2)!
          .replace(/-[0-9a-f]{16}$/, ''),
      ),
    ).toEqual([
      expect.stringMatching(/^v360-m[0-9a-f]{12}-trick$/),
      expect.stringMatching(/^i160-sheet-m[0-9a-f]{12}-jpg$/),
    ]);
    for (const name of names) {
      const playlist = await origin.get(`/${name}`);
      expect(playlist.status).toBe(200);
      const files = (await playlist.text()).split('\n').filter((line) => line && !line.startsWith('#'));
      for (const file of files)
        expect((await origin.get(`/${name.replace('media.m3u8', file)}`)).status).toBe(200);
    }
    // Keyframes are at 0, 2, 4, 6 and 8 seconds.
    const trick = names[0]!.replace('media.m3u8', '');
    const isOwn = async (file: string) =>
      OWN.test((await origin.get(`/${trick}${file}`)).headers.get('etag')!);
    const own = await Promise.all(['init.mp4', '0.m4s', '1.m4s', '2.m4s', '3.m4s', '4.m4s'].map(isOwn));
    expect(own).toEqual([false, false, false, true, false, false]);
  });

  it('has them in DASH too', async () => {
    const text = await (await origin.get(`/film.mpd?token=${ann}`)).text();
    expect(text).toMatch(/v360-m[0-9a-f]{12}-trick-[0-9a-f]{16}\/\$Number\$\.m4s/);
    expect(text).toMatch(/i160-sheet-m[0-9a-f]{12}-jpg-[0-9a-f]{16}\/\$Number\$\.jpg/);
    expect(text).not.toMatch(/\/(?:v360-trick|i160-sheet-jpg)-/);
  });
});
