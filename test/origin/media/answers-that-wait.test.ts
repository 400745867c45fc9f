/** Requests of every kind, and those that wait for something: the response is the same at every log level. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { longestAnswerMs } from '../../../src/origin/app.js';
import { comparable, type OriginPair, startOriginPair } from './support/origin-pair.js';
import type { RawRequest } from './support/test-origin.js';

let pair: OriginPair;
beforeEach(async () => {
  pair = await startOriginPair();
});
afterEach(() => {
  vi.useRealTimers();
  return pair.stop();
});

describe('the response is the same at every log level', () => {
  beforeEach(async () => {
    for (const file of ['0.m4s', 'init.mp4', 'media.m3u8']) await pair.produce(`${pair.folder}/${file}`);
    await pair.untilCached(1);
  });

  /** The status of the response to each file, the same from both origins. */
  async function statuses(request: RawRequest, path = pair.folder): Promise<number[]> {
    const found: number[] = [];
    for (const file of ['0.m4s', 'init.mp4', 'media.m3u8']) {
      found.push((await pair.get(`${path}/${file}`, request)).status);
    }
    return found;
  }

  it('with another method', async () => {
    expect(await statuses({ method: 'HEAD' })).toStrictEqual([200, 200, 200]);
    expect(await statuses({ method: 'OPTIONS' })).toStrictEqual([204, 204, 204]);
    expect(await statuses({ method: 'POST', body: 'x' })).toStrictEqual([405, 405, 405]);
    expect(await statuses({ method: 'DELETE' })).toStrictEqual([405, 405, 405]);
  });

  it('with a range', async () => {
    const within = (Range: string) => statuses({ headers: { Range } });
    expect(await within('bytes=0-9')).toStrictEqual([206, 206, 200]);
    expect(await within('bytes=999999-')).toStrictEqual([416, 416, 200]);
    for (const ignored of ['bytes=0-1,5-6', 'lines=0-1', ''])
      expect(await within(ignored)).toStrictEqual([200, 200, 200]);
    expect(await statuses({ headers: { Range: 'bytes=0-9', 'If-Range': '"other"' } })).toStrictEqual([
      200, 200, 200,
    ]);
  });

  it('with a condition', async () => {
    const key = pair.folder.split('/').at(-1);
    const { headers } = await pair.get(`${pair.folder}/media.m3u8`);
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

  it('with an invalid grant, and the response says what is wrong', async () => {
    const [, , grant = '', , key = ''] = pair.folder.split('/');
    const refusal = async (path: string, headers: Record<string, string> = {}) => {
      expect(await statuses({ headers }, path)).toStrictEqual([403, 403, 403]);
      return (await pair.get(`${path}/0.m4s`, { headers })).problem().code;
    };
    expect(await refusal(await pair.logging.folder('film', 'v240', { expiresAtSeconds: 1000 }))).toBe(
      'grant_expired',
    );
    expect(await refusal(`/-/${grant.slice(0, -1)}_/film/${key}`)).toBe('grant_forged');
    expect(await refusal(`/-/${pair.logging.grant('other')}/film/${key}`)).toBe('grant_forged');
    expect(await refusal(`/-/${grant}/other/${key}`)).toBe('grant_forged');
    expect(await refusal(`/-/nonsense/film/${key}`)).toBe('grant_malformed');
    const above = await pair.logging.folder('film', 'v720', { maxHeight: 480 });
    await pair.produce(`${await pair.logging.folder('film', 'v720')}/0.m4s`);
    expect(await refusal(above)).toBe('no_rendition_allowed');
  });

  it('with a grant that was valid before, from another address or at an earlier time', async () => {
    const bound = await pair.logging.folder('film', 'v240', {
      ip: '192.0.2.0/24',
      referrer: ['shop.example'],
    });
    const good = { 'X-Forwarded-For': '192.0.2.7', Referer: 'https://shop.example/' };
    const answerTo = async (headers: Record<string, string>) => {
      const { status, text } = await pair.get(`${bound}/0.m4s`, { headers });
      return status === 200 ? 'open' : (JSON.parse(text) as { code: string }).code;
    };
    await pair.produce(`${bound}/0.m4s`, good);
    await pair.getFromMemory(`${bound}/0.m4s`, { headers: good });
    expect(await answerTo({ ...good, 'X-Forwarded-For': '198.51.100.1' })).toBe('grant_wrong_ip');
    expect(await answerTo({ ...good, Referer: 'https://evil.example/' })).toBe('grant_wrong_referrer');
    vi.useFakeTimers({ toFake: ['Date'], now: 4e12 - 1 });
    expect(await answerTo(good)).toBe('open');
    vi.setSystemTime(4e12);
    expect(await answerTo(good)).toBe('grant_expired');
  });

  it('for media that does not exist', async () => {
    const [, , grant = '', , key = ''] = pair.folder.split('/');
    for (const path of [
      `${pair.folder}/4.m4s`,
      `${pair.folder}/01.m4s`,
      `${pair.folder}/`,
      `/-/${grant}/film/nothing-0123456789abcdef/0.m4s`,
      `/-/${grant}/film/${key}0/0.m4s`,
      `/-/${pair.logging.grant('nowhere')}/nowhere/${key}/0.m4s`,
      `/-/${grant}/%2e%2e/${key}/0.m4s`,
      '/-/',
    ]) {
      expect((await pair.get(path)).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('with an absolute URL, and with another spelling of a name', async () => {
    expect((await pair.get(`http://elsewhere.example${pair.folder}/0.m4s`)).status).toBe(200);
    expect((await pair.get(`${pair.folder.replace('film', 'fi%6cm')}/0.m4s`)).status).toBe(200);
  });

  it('for a segment that has to be produced', async () => {
    const answers = [
      await pair.logging.raw(`${pair.folder}/3.m4s`),
      await pair.quiet.raw(`${pair.folder}/3.m4s`),
    ];
    const [expected, answer] = answers.map((each) => {
      const { headers, ...rest } = comparable(each);
      const { 'server-timing': timing, ...others } = headers;
      return { ...rest, headers: others, timing: String(timing).replaceAll(/[\d.]+/g, '0') };
    });
    expect(answer).toStrictEqual(expected);
    expect(answer?.headers['cache-status']).toBe('onplay; fwd=miss');
  });

  it('for a playlist in an encoding that was not requested before', async () => {
    const path = `${await pair.logging.folder('film', 'v360')}/media.m3u8`;
    for (const encoding of ['gzip', 'identity', `gzip;q=0.5, strange-${process.pid}`]) {
      const { status } = await pair.get(path, { headers: { 'Accept-Encoding': encoding } });
      expect(status).toBe(200);
    }
  });

  it('for an asset that was replaced or deleted, once that is noticed', async () => {
    await pair.logging.replace('film.mp4', 'another cut');
    expect((await pair.quiet.raw(`${pair.folder}/0.m4s`)).status).toBe(200);
    pair.quiet.state.now = pair.logging.state.now;
    expect((await pair.get(`${pair.folder}/0.m4s`)).status).toBe(200);
    expect((await pair.get(`${pair.folder}/3.m4s`)).status).toBe(410);
    await pair.logging.replace('film.mp4', undefined);
    pair.quiet.state.now = pair.logging.state.now;
    expect(await statuses({})).toStrictEqual([404, 404, 404]);
  });

  it('when the master has to be revalidated', async () => {
    for (const origin of pair.both) origin.state.now += 2001;
    pair.loadAsset.mockClear();
    await pair.get(`${pair.folder}/0.m4s`);
    expect(pair.loadAsset).toHaveBeenCalledOnce();
    await pair.getFromMemory(`${pair.folder}/0.m4s`);
  });

  it('when it is late, and nothing is sent after it, whatever becomes of the request during shutdown', async () => {
    const { quiet } = pair;
    quiet.encoder.automatic = false;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const late = quiet.raw(`${pair.folder}/3.m4s`);
    await vi.waitFor(() => expect(quiet.encoder.names).toContain('v240/3'));
    quiet.close();
    vi.advanceTimersByTime(longestAnswerMs(quiet.services.config));
    expect((await late).problem().code).toBe('answer_late');
    await quiet.services.segments.idle();
    expect((await quiet.raw(`${pair.folder}/0.m4s`)).status).toBe(200);
  });

  it('during shutdown, and the connection is closed', async () => {
    for (const origin of pair.both) origin.close();
    const keepAlive = { headers: { Connection: 'keep-alive' } };
    expect(await statuses(keepAlive)).toStrictEqual([200, 200, 200]);
    expect((await pair.get(`${pair.folder}/0.m4s`, keepAlive)).headers.connection).toBe('close');
    expect((await pair.get(`${pair.folder}/2.m4s`)).problem().code).toBe('shutting_down');
  });
});
