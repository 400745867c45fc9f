import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodedBytes } from '../../segments/support/controlled-encoder.js';
import { startTwoWays, type TwoWays } from './support/two-ways.js';

let ways: TwoWays;
beforeEach(async () => {
  ways = await startTwoWays();
});
afterEach(() => ways.stop());

describe('the short way gives the answer of the usual one', () => {
  it('to an init segment', async () => {
    await ways.make(`${ways.folder}/init.mp4`);
    const { headers } = await ways.askShortly(`${ways.folder}/init.mp4`);
    expect(headers).toMatchObject({ 'content-type': 'video/mp4', 'server-timing': 'cache;desc="hit"' });
  });

  it.each([
    ['v240', 'video/mp4'],
    ['a1', 'audio/mp4'],
  ])('to a segment of %s', async (rendition, type) => {
    const path = `${await ways.usual.folder('film', rendition)}/1.m4s`;
    await ways.make(path);
    const { status, headers } = await ways.askShortly(path);
    expect([status, headers['content-type']]).toStrictEqual([200, type]);
    expect(headers).toMatchObject({ 'cache-status': 'onplay; hit', 'accept-ranges': 'bytes' });
  });

  it('to a segment that was read ahead, the first time and after', async () => {
    await ways.make(`${ways.folder}/0.m4s`);
    await ways.untilKept(1);
    const first = await ways.askShortly(`${ways.folder}/1.m4s`);
    expect(first.headers['server-timing']).toBe('cache;desc="prefetched"');
    expect(first.bytes).toStrictEqual(encodedBytes('v240/1'));
    const second = await ways.askShortly(`${ways.folder}/1.m4s`);
    expect(second.headers['server-timing']).toBe('cache;desc="hit"');
  });

  it('to a segment with a query, and with whatever a player says of itself', async () => {
    await ways.make(`${ways.folder}/0.m4s`);
    const headers = {
      'CMCD-Request': 'bl=1000,nor="3.m4s"',
      'CMCD-Session': 'sid="a"',
      Origin: 'https://a.example',
    };
    for (const query of ['?', '?CMCD=bl%3D1000', '?a=1?b=2', '?%']) {
      await ways.askShortly(`${ways.folder}/0.m4s${query}`, { headers });
    }
  });

  it('to a media playlist, as it is and compressed', async () => {
    for (const encoding of ['identity', 'gzip', 'gzip, deflate, br', 'br', '*', '']) {
      const headers = { 'Accept-Encoding': encoding };
      await ways.make(`${ways.folder}/media.m3u8`, headers);
      const answer = await ways.askShortly(`${ways.folder}/media.m3u8`, { headers });
      const isCompressed = answer.headers['content-encoding'] === 'gzip';
      expect(isCompressed).toBe(/gzip|\*/.test(encoding));
      const text = isCompressed ? gunzipSync(answer.bytes).toString() : answer.text;
      expect(text).toMatch(/^#EXTM3U\n/);
    }
    await ways.make(`${ways.folder}/media.m3u8`);
    await ways.askShortly(`${ways.folder}/media.m3u8`);
  });

  it('on a connection that is kept alive', async () => {
    await ways.make(`${ways.folder}/0.m4s`);
    for (const headers of [{ Connection: 'keep-alive' }, { Connection: 'close' }]) {
      const answer = await ways.askShortly(`${ways.folder}/0.m4s`, { headers });
      expect(answer.headers.connection).toBe(headers.Connection);
    }
  });

  it('to a grant that is bound to a network and to sites', async () => {
    await ways.make(`${ways.folder}/0.m4s`);
    const bound = await ways.usual.folder('film', 'v240', { ip: '192.0.2.0/24', referrer: ['shop.example'] });
    const headers = { 'X-Forwarded-For': '192.0.2.7', Referer: 'https://shop.example/a' };
    expect((await ways.askShortly(`${bound}/0.m4s`, { headers })).status).toBe(200);
    const { Referer: site, ...others } = headers;
    expect((await ways.askShortly(`${bound}/0.m4s`, { headers: { ...others, Origin: site } })).status).toBe(
      200,
    );
  });
});

describe('a request that took the short way', () => {
  it('has the next segment made all the same', async () => {
    await ways.make(`${ways.folder}/0.m4s`);
    for (const segment of [1, 2]) {
      await ways.untilKept(segment);
      await ways.askShortly(`${ways.folder}/${segment}.m4s`);
    }
    await ways.untilKept(3);
  });

  it('has the segment made that the player says it will ask for', async () => {
    await ways.make(`${ways.folder}/0.m4s`);
    await ways.untilKept(1);
    await ways.askShortly(`${ways.folder}/0.m4s`, { headers: { 'CMCD-Request': 'nor="3.m4s"' } });
    await ways.untilKept(3);
    for (const { encoder } of ways.both) expect(encoder.names).not.toContain('v240/2');
  });

  it('is counted, and whoever sent it plays', async () => {
    await ways.make(`${ways.folder}/0.m4s`);
    for (let i = 0; i < 3; i++) await ways.askShortly(`${ways.folder}/0.m4s`);
    const headers = { 'X-Forwarded-For': '192.0.2.7' };
    await ways.askShortly(`${ways.folder}/0.m4s`, { headers });
    const counts = ways.both.map(async ({ services }) => {
      const { values } = await services.metrics.segmentRequests.get();
      const hits = values.find(({ labels }) => labels.result === 'hit')?.value;
      return [hits, services.admission.size];
    });
    expect(await Promise.all(counts)).toStrictEqual([
      [4, 2],
      [4, 2],
    ]);
  });
});
