/** The frames of trick play at their URLs: what answers them, who may have them, and what they cost others. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlaybackScope } from '../../../src/access/tokens/scope.js';
import { surrogateKeys } from '../../../src/edges/surrogate-keys.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { encodedBytes } from '../../segments/support/controlled-encoder.js';
import { codeOf, startTestOrigin, type TestOrigin } from './support/test-origin.js';

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin();
});
afterEach(() => origin.stop());

/** The directory of the frames in the size of a rendition of the ladder. */
async function folder(rungId: string, scope: Partial<PlaybackScope> = {}): Promise<string> {
  const id = toAssetId('film');
  const { presentation } = await origin.services.library.get(id, new AbortController().signal);
  return `/-/${origin.grant('film', scope)}/film/${presentation.trickPlay!(rungId)!.presented.key}`;
}

describe('a frame for trick play', () => {
  it('is video that may be cached for good, and no edge fetches the next one', async () => {
    const response = await origin.get(`${await folder('v360')}/2.m4s`);
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toStrictEqual(encodedBytes('v360-trick/2'));
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      'content-type': 'video/mp4',
      'cache-control': expect.stringMatching(/^public, max-age=31536000, .*immutable/),
      etag: expect.stringMatching(/^"v360-trick-[0-9a-f]{16}\/2"$/),
    });
    const keys = surrogateKeys(toAssetId('film'), origin.version('film'), 'v360-trick');
    expect(headers['surrogate-key']!.split(' ')).toStrictEqual([...keys]);
    expect(headers).not.toHaveProperty('link');
  });

  it('is encoded when it is asked for and not before, and once', async () => {
    const url = `${await folder('v240')}/0.m4s`;
    for (let i = 0; i < 2; i++) expect((await origin.get(url)).status).toBe(200);
    const trick = origin.encoder.names.filter((name) => name.includes('trick'));
    expect(trick).toEqual(['v240-trick/0']);
  });

  it('has an init segment and a media playlist, and none after the last', async () => {
    const frames = await folder('v360');
    const init = await origin.get(`${frames}/init.mp4`);
    expect([init.status, init.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    const playlist = await (await origin.get(`${frames}/media.m3u8`)).text();
    expect(playlist).toContain('#EXT-X-I-FRAMES-ONLY');
    const uris = playlist.split('\n').filter((line) => line.endsWith('.m4s'));
    expect(uris).toEqual(['0.m4s', '1.m4s', '2.m4s', '3.m4s', '4.m4s']);
    expect(await codeOf(await origin.get(`${frames}/5.m4s`))).toBe('segment_unknown');
  });

  it.each<[string, Partial<PlaybackScope>]>([
    ['height', { maxHeight: 359 }],
    ['bitrate', { maxBitrate: 300_000 }],
  ])('is refused to a grant whose limit of %s is below the rendition of that size', async (_, scope) => {
    for (const file of ['0.m4s', 'init.mp4', 'media.m3u8']) {
      const refused = await origin.get(`${await folder('v360', scope)}/${file}`);
      expect([refused.status, await codeOf(refused)]).toEqual([403, 'no_rendition_allowed']);
      expect((await origin.get(`${await folder('v240', scope)}/${file}`)).status).toBe(200);
    }
  });
});

describe('the bandwidth of trick play', () => {
  it('is what it was measured to be, once its frames were encoded', async () => {
    const manifest = async () => {
      const text = await (await origin.get(`/film.m3u8?token=${origin.token('film')}`)).text();
      return Number(/#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=(\d+)/.exec(text)![1]);
    };
    const before = await manifest();
    const frames = await folder('v360');
    for (let n = 0; n < 5; n++) await origin.get(`${frames}/${n}.m4s`);
    const bits = 8 * encodedBytes('v360-trick/0').byteLength;
    expect(await manifest()).toBe(bits / 2);
    expect(before).toBeGreaterThan(bits);
  });
});
