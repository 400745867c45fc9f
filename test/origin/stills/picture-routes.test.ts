import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { surrogateKeys } from '../../../src/edges/surrogate-keys.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { encodedBytes } from '../../segments/support/controlled-encoder.js';
import { codeOf, startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin();
});
afterEach(() => origin.stop());

const frame = (query = '', headers: Record<string, string> = {}, extension = 'jpg') =>
  origin.get(`/film/frame.${extension}?token=${origin.token('film')}${query}`, headers);

describe('a frame of an asset', () => {
  it('is a picture with an entity tag of its recipe, which the client may keep for a moment and edges not at all', async () => {
    const response = await frame('&t=4.02&width=640');
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toStrictEqual(encodedBytes('i640-frame-jpg/100'));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=60',
      'cdn-cache-control': 'no-store',
      'cache-status': 'onplay; fwd=miss',
      vary: 'Accept',
      'access-control-allow-origin': '*',
      'accept-ranges': 'bytes',
      'surrogate-key': surrogateKeys(toAssetId('film'), origin.version('film'), 'i640-frame-jpg').join(' '),
    });
    expect(response.headers.get('etag')).toMatch(/^"i640-frame-jpg-[0-9a-f]{16}\/100"$/);
  });

  it('is cached as media is at the URL that it names', async () => {
    const response = await frame('&t=4.02');
    const location = new URL(response.headers.get('content-location')!, response.url);
    const cached = await fetch(location);
    expect(cached.headers.get('etag')).toBe(response.headers.get('etag'));
    expect(cached.headers.get('cache-status')).toBe('onplay; hit');
    expect(cached.headers.get('cache-control')).toMatch(
      /^public, max-age=31536000, s-maxage=3600, immutable/,
    );
    expect(cached.headers.get('content-type')).toBe('image/jpeg');
    expect(cached.headers.get('vary')).toBeNull();
  });

  it('is encoded once for all moments of one frame, all widths of one size, and all tokens', async () => {
    for (const query of ['&t=4&width=640', '&t=4.039&width=639', '&t=f100&width=500', '&t=4.0001&width=481'])
      expect((await frame(query)).status).toBe(200);
    expect(origin.encoder.names).toStrictEqual(['i640-frame-jpg/100']);
  });

  it('is not encoded for a client that has it', async () => {
    const etag = (await frame('&t=1')).headers.get('etag')!;
    const encodes = origin.encoder.names.length;
    origin.services.cache.purge({});
    expect((await frame('&t=1', { 'If-None-Match': etag })).status).toBe(304);
    expect(origin.encoder.names.length).toBe(encodes);
  });

  it('is of the format that the extension says, or for .jpg that the client prefers', async () => {
    const typeOf = async (accept: string, extension?: string) =>
      (await frame('', { Accept: accept }, extension)).headers.get('content-type');
    expect(await typeOf('image/avif,image/webp,image/*,*/*;q=0.8')).toBe('image/avif');
    expect(await typeOf('image/webp,image/*,*/*;q=0.8')).toBe('image/webp');
    expect(await typeOf('*/*')).toBe('image/jpeg');
    expect(await typeOf('image/*')).toBe('image/jpeg');
    expect(await typeOf('text/html')).toBe('image/jpeg');
    expect(await typeOf('image/jpeg', 'webp')).toBe('image/webp');
    expect((await frame('', {}, 'webp')).headers.get('vary')).toBeNull();
  });

  it('is of no format that ffmpeg cannot make', async () => {
    const other = await startTestOrigin({ imageFormats: ['jpg', 'webp'] });
    const get = (extension: string, accept: string) =>
      other.get(`/film/frame.${extension}?token=${other.token('film')}`, { Accept: accept });
    const negotiated = await get('jpg', 'image/avif,image/webp');
    expect(negotiated.headers.get('content-type')).toBe('image/webp');
    expect(await codeOf(await get('avif', '*/*'))).toBe('picture_unknown');
    await other.stop();
  });

  it('is no larger than the token allows', async () => {
    const token = origin.token('film', { max_height: 360 });
    const { headers } = await origin.get(`/film/frame.jpg?token=${token}`);
    expect(headers.get('etag')).toMatch(/^"i640-/);
  });

  it('needs a token for the asset', async () => {
    expect(await codeOf(await origin.get('/film/frame.jpg'))).toBe('token_missing');
    expect(await codeOf(await origin.get(`/film/frame.jpg?token=${origin.token('other')}`))).toBe(
      'token_wrong_asset',
    );
    expect((await origin.get('/film/frame.jpg')).headers.get('cache-control')).toBe('no-store');
  });

  it('is refused where there is none', async () => {
    expect(await codeOf(await frame('&t=10.5'))).toBe('picture_unknown');
    expect(await codeOf(await frame('&t=f250'))).toBe('picture_unknown');
    expect(await codeOf(await frame('&t=now'))).toBe('query_invalid');
  });

  it('that cannot be encoded is refused for a while without another attempt', async () => {
    origin.encoder.failure = new OnplayError('segment_unplayable', { publicDetail: 'Damaged.' });
    expect(await codeOf(await frame('&t=2'))).toBe('segment_unplayable');
    origin.encoder.failure = undefined;
    expect(await codeOf(await frame('&t=2'))).toBe('segment_unplayable');
    expect(origin.encoder.names.length).toBe(1);
  });

  it('is encoded once for many at once, and not at all once all of them have left', async () => {
    origin.encoder.automatic = false;
    const leaving = [new AbortController(), new AbortController()];
    const url = `${origin.url}/film/frame.jpg?token=${origin.token('film')}&t=3`;
    const requests = leaving.map(({ signal }) => fetch(url, { signal }).catch(() => undefined));
    await expect.poll(() => origin.encoder.names).toStrictEqual(['i1280-frame-jpg/75']);
    for (const controller of leaving) controller.abort();
    await Promise.all(requests);
    await expect.poll(() => origin.encoder.of('i1280-frame-jpg/75').cancelled).toBe(true);
  });

  it('is another one once the master is replaced', async () => {
    const before = (await frame()).headers.get('etag');
    await origin.replace('film.mp4', 'another');
    expect((await frame()).headers.get('etag')).not.toBe(before);
  });

  it('is gone with a purge of its rendition, and of nothing else', async () => {
    await frame();
    const purge = async (rendition: string) => {
      await origin.manage('/invalidations', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ asset: 'film', rendition }),
      });
      return (await frame()).headers.get('cache-status');
    };
    expect(await purge('v720')).toBe('onplay; hit');
    expect(await purge('i1280-frame-jpg')).toBe('onplay; fwd=miss');
  });

  it.each([
    ['poster.jpg', 'i1280-poster-jpg', 'image/jpeg'],
    ['poster.avif', 'i1280-poster-avif', 'image/avif'],
    ['preview.gif', 'i320-preview-gif', 'image/gif'],
    ['preview.webp', 'i320-preview-webp', 'image/webp'],
  ])('has beside it %s', async (file, rendition, type) => {
    const response = await origin.get(`/film/${file}?token=${origin.token('film')}`);
    expect(Buffer.from(await response.arrayBuffer())).toStrictEqual(encodedBytes(`${rendition}/0`));
    expect(response.headers.get('content-type')).toBe(type);
    const cached = await fetch(new URL(response.headers.get('content-location')!, response.url));
    expect(cached.headers.get('cache-status')).toBe('onplay; hit');
  });

  it('is made of an image beside the master where there is one, and changes with that alone', async () => {
    const posterTag = async () => {
      // As by the notice of a watch.
      await origin.services.library.revalidate(toAssetId('film'));
      return (await origin.get(`/film/poster.jpg?token=${origin.token('film')}`)).headers.get('etag');
    };
    const still = (await frame()).headers.get('etag');
    const tags = [await posterTag()];
    for (const content of ['an image', 'another image']) {
      await origin.put('film.jpg', content);
      tags.push(await posterTag());
    }
    expect(tags[1]).toMatch(/^"i1280-poster-jpg-[0-9a-f]{16}\/0"$/);
    expect(new Set(tags).size).toBe(3);
    expect((await frame()).headers.get('etag')).toBe(still);
  });

  it('is refused to a grant with a limit below it, at the URL that it is cached at', async () => {
    const response = await frame('&width=1280');
    const path = new URL(response.headers.get('content-location')!, response.url).pathname;
    const at = (maxHeight: number) =>
      origin.get(path.replace(/^\/-\/[^/]+\//, `/-/${origin.grant('film', { maxHeight })}/`));
    expect((await at(720)).status).toBe(200);
    expect(await codeOf(await at(719))).toBe('no_rendition_allowed');
  });

  it('of a replaced master is served from the caches alone', async () => {
    const urls = [];
    for (const t of [1, 2]) {
      const response = await frame(`&t=${t}`);
      urls.push(new URL(response.headers.get('content-location')!, response.url));
    }
    const notCached = new URL(urls[0]!.href.replace('/25.', '/26.'));
    await origin.replace('film.mp4', 'another');
    await frame('&t=1');
    const encodes = origin.encoder.names.length;
    for (const url of urls) expect((await fetch(url)).headers.get('cache-status')).toBe('onplay; hit');
    expect(await codeOf(await fetch(notCached))).toBe('version_gone');
    expect(origin.encoder.names.length).toBe(encodes);
  });

  it('is not followed by others, and starts no playback', async () => {
    const response = await frame('&t=1');
    expect(response.headers.get('link')).toBeNull();
    expect(origin.encoder.names).toStrictEqual(['i1280-frame-jpg/25']);
    expect(origin.services.playbacks.told()).toStrictEqual([]);
  });
});
