import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodedBytes } from '../../segments/support/controlled-encoder.js';
import { type OriginPair, startOriginPair } from './support/origin-pair.js';

let pair: OriginPair;
beforeEach(async () => {
  pair = await startOriginPair();
});
afterEach(() => pair.stop());

describe('what is in memory is answered at once, the same at every log level', () => {
  it('for an init segment', async () => {
    await pair.produce(`${pair.folder}/init.mp4`);
    const { headers } = await pair.getFromMemory(`${pair.folder}/init.mp4`);
    expect(headers).toMatchObject({ 'content-type': 'video/mp4', 'server-timing': 'cache;desc="hit"' });
  });

  it.each([
    ['v240', 'video/mp4'],
    ['a1', 'audio/mp4'],
  ])('for a segment of %s', async (rendition, type) => {
    const path = `${await pair.logging.folder('film', rendition)}/1.m4s`;
    await pair.produce(path);
    const { status, headers } = await pair.getFromMemory(path);
    expect([status, headers['content-type']]).toStrictEqual([200, type]);
    expect(headers).toMatchObject({ 'cache-status': 'onplay; hit', 'accept-ranges': 'bytes' });
  });

  it('for a prefetched segment, the first time and later', async () => {
    await pair.produce(`${pair.folder}/0.m4s`);
    await pair.untilCached(1);
    const first = await pair.getFromMemory(`${pair.folder}/1.m4s`);
    expect(first.headers['server-timing']).toBe('cache;desc="prefetched"');
    expect(first.bytes).toStrictEqual(encodedBytes('v240/1'));
    const second = await pair.getFromMemory(`${pair.folder}/1.m4s`);
    expect(second.headers['server-timing']).toBe('cache;desc="hit"');
  });

  it('for a segment with a query, and with anything a player reports', async () => {
    await pair.produce(`${pair.folder}/0.m4s`);
    const headers = {
      'CMCD-Request': 'bl=1000,nor="3.m4s"',
      'CMCD-Session': 'sid="a"',
      Origin: 'https://a.example',
    };
    for (const query of ['?', '?CMCD=bl%3D1000', '?a=1?b=2', '?%']) {
      await pair.getFromMemory(`${pair.folder}/0.m4s${query}`, { headers });
    }
  });

  it('for a media playlist, identity and compressed', async () => {
    for (const encoding of ['identity', 'gzip', 'gzip, deflate, br', 'br', '*', '']) {
      const headers = { 'Accept-Encoding': encoding };
      await pair.produce(`${pair.folder}/media.m3u8`, headers);
      const answer = await pair.getFromMemory(`${pair.folder}/media.m3u8`, { headers });
      const isCompressed = answer.headers['content-encoding'] === 'gzip';
      expect(isCompressed).toBe(/gzip|\*/.test(encoding));
      const text = isCompressed ? gunzipSync(answer.bytes).toString() : answer.text;
      expect(text).toMatch(/^#EXTM3U\n/);
    }
    await pair.produce(`${pair.folder}/media.m3u8`);
    await pair.getFromMemory(`${pair.folder}/media.m3u8`);
  });

  it('for playlists of several renditions, each with its own cache tags', async () => {
    const tags = new Set<unknown>();
    for (const rendition of ['v240', 'v360']) {
      const path = `${await pair.logging.folder('film', rendition)}/media.m3u8`;
      for (let i = 0; i < 2; i++) await pair.produce(path);
      tags.add((await pair.getFromMemory(path)).headers['cache-tag']);
    }
    expect(tags.size).toBe(2);
  });

  it('for HEAD, for a range, and for what the client has already', async () => {
    for (const file of ['0.m4s', 'init.mp4', 'media.m3u8']) await pair.produce(`${pair.folder}/${file}`);
    const { headers } = await pair.getFromMemory(`${pair.folder}/0.m4s`);
    const answers = [
      await pair.getFromMemory(`${pair.folder}/0.m4s`, { method: 'HEAD' }),
      await pair.getFromMemory(`${pair.folder}/media.m3u8`, { method: 'HEAD' }),
      await pair.getFromMemory(`${pair.folder}/init.mp4`, { headers: { Range: 'bytes=2-4' } }),
      await pair.getFromMemory(`${pair.folder}/0.m4s`, { headers: { 'If-None-Match': headers.etag } }),
      await pair.getFromMemory(`${pair.folder}/media.m3u8`, { headers: { 'If-None-Match': '*' } }),
    ];
    expect(answers.map(({ status }) => status)).toStrictEqual([200, 200, 206, 304, 304]);
  });

  it('on a keep-alive connection', async () => {
    await pair.produce(`${pair.folder}/0.m4s`);
    for (const headers of [{ Connection: 'keep-alive' }, { Connection: 'close' }]) {
      const answer = await pair.getFromMemory(`${pair.folder}/0.m4s`, { headers });
      expect(answer.headers.connection).toBe(headers.Connection);
    }
  });

  it('for a grant that is bound to a network and to sites', async () => {
    await pair.produce(`${pair.folder}/0.m4s`);
    const bound = await pair.logging.folder('film', 'v240', {
      ip: '192.0.2.0/24',
      referrer: ['shop.example'],
    });
    const headers = { 'X-Forwarded-For': '192.0.2.7', Referer: 'https://shop.example/a' };
    await pair.produce(`${bound}/0.m4s`, headers);
    expect((await pair.getFromMemory(`${bound}/0.m4s`, { headers })).status).toBe(200);
    const { Referer: site, ...others } = headers;
    expect(
      (await pair.getFromMemory(`${bound}/0.m4s`, { headers: { ...others, Origin: site } })).status,
    ).toBe(200);
  });
});

describe('a request answered from memory', () => {
  it('still prefetches the next segment', async () => {
    await pair.produce(`${pair.folder}/0.m4s`);
    for (const segment of [1, 2]) {
      await pair.untilCached(segment);
      await pair.getFromMemory(`${pair.folder}/${segment}.m4s`);
    }
    await pair.untilCached(3);
  });

  it('prefetches the segment that the player announces', async () => {
    await pair.produce(`${pair.folder}/0.m4s`);
    await pair.untilCached(1);
    await pair.getFromMemory(`${pair.folder}/0.m4s`, { headers: { 'CMCD-Request': 'nor="3.m4s"' } });
    await pair.untilCached(3);
    for (const { encoder } of pair.both) expect(encoder.names).not.toContain('v240/2');
  });

  it('is counted, and starts a playback', async () => {
    await pair.produce(`${pair.folder}/0.m4s`);
    for (let i = 0; i < 3; i++) await pair.getFromMemory(`${pair.folder}/0.m4s`);
    const headers = { 'X-Forwarded-For': '192.0.2.7' };
    await pair.getFromMemory(`${pair.folder}/0.m4s`, { headers });
    const counts = pair.both.map(async ({ services }) => {
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
