/** What the short way leaves to the usual one. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RawRequest } from './support/test-origin.js';
import { said, startTwoWays, type TwoWays } from './support/two-ways.js';

let ways: TwoWays;
beforeEach(async () => {
  ways = await startTwoWays();
});
afterEach(() => {
  vi.useRealTimers();
  return ways.stop();
});

describe('the short way steps aside', () => {
  beforeEach(async () => {
    for (const file of ['0.m4s', 'init.mp4', 'media.m3u8']) await ways.make(`${ways.folder}/${file}`);
    await ways.untilKept(1);
  });

  /** What both say to each of the files, which the one with a short way finds in the usual one. */
  async function statuses(request: RawRequest, path = ways.folder): Promise<number[]> {
    const found: number[] = [];
    for (const file of ['0.m4s', 'init.mp4', 'media.m3u8']) {
      found.push((await ways.ask(`${path}/${file}`, request)).status);
    }
    return found;
  }

  it('for other methods', async () => {
    expect(await statuses({ method: 'HEAD' })).toStrictEqual([200, 200, 200]);
    expect(await statuses({ method: 'OPTIONS' })).toStrictEqual([204, 204, 204]);
    expect(await statuses({ method: 'POST', body: 'x' })).toStrictEqual([405, 405, 405]);
    expect(await statuses({ method: 'DELETE' })).toStrictEqual([405, 405, 405]);
  });

  it('for ranges', async () => {
    const within = (Range: string) => statuses({ headers: { Range } });
    expect(await within('bytes=0-9')).toStrictEqual([206, 206, 200]);
    expect(await within('bytes=999999-')).toStrictEqual([416, 416, 200]);
    for (const ignored of ['bytes=0-1,5-6', 'lines=0-1', ''])
      expect(await within(ignored)).toStrictEqual([200, 200, 200]);
    expect(await statuses({ headers: { Range: 'bytes=0-9', 'If-Range': '"other"' } })).toStrictEqual([
      200, 200, 200,
    ]);
  });

  it('for conditions', async () => {
    const key = ways.folder.split('/').at(-1);
    const { headers } = await ways.ask(`${ways.folder}/media.m3u8`);
    const ofAll = [`"${key}/0"`, `"${key}/init"`, headers.etag].join(', ');
    for (const tags of ['*', ofAll]) {
      expect(await statuses({ headers: { 'If-None-Match': tags } })).toStrictEqual([304, 304, 304]);
    }
    for (const name of ['If-None-Match', 'If-Match']) {
      for (const tags of ['"other"', '']) {
        expect(await statuses({ headers: { [name]: tags } })).toStrictEqual([200, 200, 200]);
      }
    }
    const date = new Date().toUTCString();
    for (const name of ['If-Modified-Since', 'If-Unmodified-Since']) {
      expect(await statuses({ headers: { [name]: date } })).toStrictEqual([200, 200, 200]);
    }
  });

  it('for grants that are not good, and says what is wrong with them', async () => {
    const [, , grant = '', , key = ''] = ways.folder.split('/');
    const refusal = async (path: string, headers: Record<string, string> = {}) => {
      expect(await statuses({ headers }, path)).toStrictEqual([403, 403, 403]);
      return (await ways.ask(`${path}/0.m4s`, { headers })).problem().code;
    };
    expect(await refusal(await ways.usual.folder('film', 'v240', { expiresAtSeconds: 1000 }))).toBe(
      'grant_expired',
    );
    expect(await refusal(`/-/${grant.slice(0, -1)}_/film/${key}`)).toBe('grant_forged');
    expect(await refusal(`/-/${ways.usual.grant('other')}/film/${key}`)).toBe('grant_forged');
    expect(await refusal(`/-/${grant}/other/${key}`)).toBe('grant_forged');
    expect(await refusal(`/-/nonsense/film/${key}`)).toBe('grant_malformed');
    const above = await ways.usual.folder('film', 'v720', { maxHeight: 480 });
    await ways.make(`${await ways.usual.folder('film', 'v720')}/0.m4s`);
    expect(await refusal(above)).toBe('no_rendition_allowed');
  });

  it('for grants that were good before, from elsewhere or earlier', async () => {
    const bound = await ways.usual.folder('film', 'v240', { ip: '192.0.2.0/24', referrer: ['shop.example'] });
    const good = { 'X-Forwarded-For': '192.0.2.7', Referer: 'https://shop.example/' };
    const answerTo = async (headers: Record<string, string>) => {
      const { status, text } = await ways.ask(`${bound}/0.m4s`, { headers });
      return status === 200 ? 'open' : (JSON.parse(text) as { code: string }).code;
    };
    await ways.askShortly(`${bound}/0.m4s`, { headers: good });
    expect(await answerTo({ ...good, 'X-Forwarded-For': '198.51.100.1' })).toBe('grant_wrong_ip');
    expect(await answerTo({ ...good, Referer: 'https://evil.example/' })).toBe('grant_wrong_referrer');
    vi.useFakeTimers({ toFake: ['Date'], now: 4e12 - 1 });
    expect(await answerTo(good)).toBe('open');
    vi.setSystemTime(4e12);
    expect(await answerTo(good)).toBe('grant_expired');
  });

  it('for what is not there', async () => {
    const [, , grant = '', , key = ''] = ways.folder.split('/');
    for (const path of [
      `${ways.folder}/4.m4s`,
      `${ways.folder}/01.m4s`,
      `${ways.folder}/`,
      `/-/${grant}/film/nothing-0123456789abcdef/0.m4s`,
      `/-/${grant}/film/${key}0/0.m4s`,
      `/-/${ways.usual.grant('nowhere')}/nowhere/${key}/0.m4s`,
      `/-/${grant}/%2e%2e/${key}/0.m4s`,
      '/-/',
    ]) {
      expect((await ways.ask(path)).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('for a whole URL, and not for a name that is written in another way', async () => {
    expect((await ways.ask(`http://elsewhere.example${ways.folder}/0.m4s`)).status).toBe(200);
    expect((await ways.askShortly(`${ways.folder.replace('film', 'fi%6cm')}/0.m4s`)).status).toBe(200);
  });

  it('for what has to be made', async () => {
    const answers = [
      await ways.usual.raw(`${ways.folder}/3.m4s`),
      await ways.short.raw(`${ways.folder}/3.m4s`),
    ];
    const [expected, answer] = answers.map((each) => {
      const { headers, ...rest } = said(each);
      const { 'server-timing': timing, ...others } = headers;
      return { ...rest, headers: others, timing: String(timing).replaceAll(/[\d.]+/g, '0') };
    });
    expect(answer).toStrictEqual(expected);
    expect(answer?.headers['cache-status']).toBe('onplay; fwd=miss');
  });

  it('for a playlist in an encoding that nobody has asked for it in', async () => {
    const path = `${await ways.usual.folder('film', 'v360')}/media.m3u8`;
    for (const encoding of ['gzip', 'identity', `gzip;q=0.5, strange-${process.pid}`]) {
      const { status } = await ways.ask(path, { headers: { 'Accept-Encoding': encoding } });
      expect(status).toBe(200);
    }
  });

  it('for an asset that was replaced or deleted, as soon as that is noticed', async () => {
    await ways.usual.replace('film.mp4', 'another cut');
    expect((await ways.short.raw(`${ways.folder}/0.m4s`)).status).toBe(200);
    ways.short.state.now = ways.usual.state.now;
    expect((await ways.ask(`${ways.folder}/0.m4s`)).status).toBe(200);
    expect((await ways.ask(`${ways.folder}/3.m4s`)).status).toBe(410);
    await ways.usual.replace('film.mp4', undefined);
    ways.short.state.now = ways.usual.state.now;
    expect(await statuses({})).toStrictEqual([404, 404, 404]);
  });

  it('when the store has to be asked whether the master is still the same', async () => {
    for (const origin of ways.both) origin.state.now += 2001;
    ways.usualWay.mockClear();
    await ways.ask(`${ways.folder}/0.m4s`);
    expect(ways.usualWay).toHaveBeenCalledOnce();
    await ways.askShortly(`${ways.folder}/0.m4s`);
  });

  it('when the server is closing, which ends the connection', async () => {
    for (const origin of ways.both) origin.close();
    const keepAlive = { headers: { Connection: 'keep-alive' } };
    expect(await statuses(keepAlive)).toStrictEqual([200, 200, 200]);
    expect((await ways.ask(`${ways.folder}/0.m4s`, keepAlive)).headers.connection).toBe('close');
    expect((await ways.ask(`${ways.folder}/2.m4s`)).problem().code).toBe('shutting_down');
  });
});
