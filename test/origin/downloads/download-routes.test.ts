import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readIndependently } from '../../packager/support/independent-reader.js';
import { codeOf, startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';
import { segmentBytes } from './support/segment-bytes.js';

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin({ masters: ['film.mp4', 'Ein schöner Film.mp4'] });
  origin.encoder.bytesOf = segmentBytes;
});
afterEach(() => origin.stop());

const path = (query = '', { asset = 'film', claims = {}, extension = 'mp4' } = {}) =>
  `/${encodeURIComponent(asset)}.${extension}?token=${origin.token(asset, { download: true, ...claims })}${query}`;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a download', () => {
  it('needs a token that allows it', async () => {
    for (const claims of [{}, { download: false }]) {
      const response = await origin.get(`/film.mp4?token=${origin.token('film', claims)}`);
      expect([response.status, await codeOf(response)]).toEqual([403, 'download_forbidden']);
    }
    expect(await codeOf(await origin.get('/film.mp4'))).toBe('token_missing');
    expect(await codeOf(await origin.get(path().replace('/film', '/other')))).toBe('token_wrong_asset');
    expect(origin.encoder.names).toEqual([]);
  });

  it('is not there where there are to be none, also for clients without a token', async () => {
    const closed = await startTestOrigin({ masters: ['film.mp4'], env: { ONPLAY_MAX_DOWNLOADS: '0' } });
    try {
      const { status, headers, problem } = await closed.raw('/film.mp4');
      expect([status, headers['retry-after'], problem().code]).toEqual([404, undefined, 'downloads_closed']);
    } finally {
      await closed.stop();
    }
  });

  it('is one file of the segments that are streamed, in the order of their time', async () => {
    const { status, headers, bytes } = await origin.raw(path('&height=240'));
    expect([status, headers['content-type'], headers['transfer-encoding']]).toEqual([
      200,
      'video/mp4',
      'chunked',
    ]);
    const file = readIndependently(bytes);
    expect(file.getInfo().tracks.map(({ id, type }) => [id, type])).toEqual([
      [1, 'video'],
      [2, 'audio'],
    ]);
    const texts = [1, 2].map((track) =>
      file.getTrackSamplesInfo(track).map(({ offset }) => bytes.subarray(offset, offset + 6).toString()),
    );
    expect(texts).toEqual([
      ['v240/0', 'v240/1', 'v240/2', 'v240/3'],
      ['a1-128', 'a1-128', 'a1-128', 'a1-128'],
    ]);
    expect(
      file.getBoxes('mfhd', false).map((box) => (box as { sequence_number?: number }).sequence_number),
    ).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('ends with an index whose entries are where the fragments are', async () => {
    const { bytes } = await origin.raw(path('&height=240'));
    const size = bytes.readUInt32BE(bytes.byteLength - 4);
    const mfra = bytes.subarray(-size);
    expect(mfra.toString('latin1', 4, 8)).toBe('mfra');
    const offsets = [0, 1].flatMap((track) =>
      [0, 1, 2, 3].map((n) => Number(mfra.readBigUInt64BE(8 + track * (24 + 4 * 19) + 24 + n * 19 + 8))),
    );
    expect(offsets.map((at) => bytes.toString('latin1', at + 4, at + 8))).toEqual(Array(8).fill('moof'));
    expect(new Set(offsets).size).toBe(8);
  });

  it('has the same bytes for all who ask, at once and later, and one encode of each segment', async () => {
    const claims = [{ viewer: 'ann' }, { viewer: 'bob' }, { viewer: 'cid' }];
    const atOnce = await Promise.all(claims.map((each) => origin.raw(path('', { claims: each }))));
    const later = await origin.raw(path());
    const all = [...atOnce, later];
    expect(new Set(all.map(({ bytes }) => sha256(bytes))).size).toBe(1);
    expect(new Set(all.map(({ headers }) => headers.etag)).size).toBe(1);
    const encoded = origin.encoder.names.filter((name) => !name.endsWith('sets'));
    expect(encoded.length).toBe(new Set(encoded).size);
  });

  it('has a length and any range when all of it was produced, and says so to HEAD', async () => {
    const before = await origin.raw(path(), { method: 'HEAD' });
    expect([before.status, before.headers['content-length'], origin.encoder.names]).toEqual([
      200,
      undefined,
      [],
    ]);
    const { bytes, headers } = await origin.raw(path());
    const after = await origin.raw(path(), { method: 'HEAD' });
    expect(after.headers).toMatchObject({
      ...{ 'content-length': String(bytes.byteLength), etag: headers.etag, 'accept-ranges': 'bytes' },
      'cache-control': 'private, no-cache',
    });
    expect(before.headers.etag).toBe(headers.etag);
    const whole = await origin.raw(path());
    expect(whole.headers['content-length']).toBe(String(bytes.byteLength));
    for (const [range, start, end] of [
      ['0-0', 0, 1],
      ['100-', 100, bytes.byteLength],
      ['5000-5099', 5000, 5100],
      ['-300', bytes.byteLength - 300, bytes.byteLength],
    ] as const) {
      const part = await origin.raw(path(), { headers: { Range: `bytes=${range}` } });
      expect([part.status, part.headers['content-range']]).toEqual([
        206,
        `bytes ${start}-${end - 1}/${bytes.byteLength}`,
      ]);
      expect(part.bytes).toEqual(bytes.subarray(start, end));
    }
    const beyond = await origin.raw(path(), { headers: { Range: `bytes=${bytes.byteLength}-` } });
    expect([beyond.status, beyond.headers['content-range'], beyond.headers['content-disposition']]).toEqual([
      416,
      `bytes */${bytes.byteLength}`,
      undefined,
    ]);
  });

  it.each([0, 1, 700, 1500, 3000, 10_000])(
    'goes on from byte %i, in another process that has produced nothing',
    async (start) => {
      const { bytes, headers } = await origin.raw(path());
      const other = await startTestOrigin({ masters: [], env: { ONPLAY_MASTERS: `${origin.root}/masters` } });
      other.encoder.bytesOf = segmentBytes;
      try {
        const part = await other.raw(path(), {
          headers: { Range: `bytes=${start}-`, 'If-Range': headers.etag },
        });
        expect(part.bytes).toEqual(bytes.subarray(start));
        expect([part.status, part.headers['content-range'], part.headers.etag]).toEqual(
          start === 0
            ? [200, undefined, headers.etag]
            : [206, `bytes ${start}-9007199254740991/*`, headers.etag],
        );
      } finally {
        await other.stop();
      }
    },
  );

  it('is sent as far as a range goes whose end is not known to be in the file', async () => {
    const part = await origin.raw(path(), { headers: { Range: 'bytes=10-3009' } });
    expect([part.status, part.headers['content-range'], part.bytes.byteLength]).toEqual([
      206,
      'bytes 10-3009/*',
      3000,
    ]);
    const whole = await origin.raw(path());
    expect(part.bytes).toEqual(whole.bytes.subarray(10, 3010));
    const last = await origin.raw(path('&height=360'), { headers: { Range: 'bytes=-10' } });
    expect(last.status).toBe(200);
    const beyond = await origin.raw(path('&height=480'), { headers: { Range: 'bytes=99999999-' } });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([
      416,
      expect.stringMatching(/^bytes \*\/\d+$/),
    ]);
  });

  it('is sent whole to a client that has the beginning of another one', async () => {
    const part = await origin.raw(path(), { headers: { Range: 'bytes=10-', 'If-Range': '"mp4-other"' } });
    expect([part.status, part.headers['content-range']]).toEqual([200, undefined]);
  });

  it('is not sent again to a client that has it, nor produced for that', async () => {
    const { headers } = await origin.raw(path(), { method: 'HEAD' });
    const again = await origin.raw(path(), { headers: { 'If-None-Match': headers.etag } });
    expect([again.status, again.bytes.byteLength, origin.encoder.names]).toEqual([304, 0, []]);
    const other = await origin.raw(path('&height=240'), { method: 'HEAD' });
    expect(other.headers.etag).not.toBe(headers.etag);
  });

  it('has a name that says what it is, in any script', async () => {
    const nameOf = async (requested: string) =>
      (await origin.raw(requested, { method: 'HEAD' })).headers['content-disposition'];
    expect(await nameOf(path())).toBe('attachment; filename=film-720p.mp4');
    expect(await nameOf(path('', { extension: 'm4a' }))).toBe('attachment; filename=film.m4a');
    expect(await nameOf(path('&height=240', { asset: 'Ein schöner Film' }))).toBe(
      `attachment; filename="Ein sch?ner Film-240p.mp4"; filename*=UTF-8''Ein%20sch%C3%B6ner%20Film-240p.mp4`,
    );
  });

  it('is the audio alone as .m4a', async () => {
    const { headers, bytes } = await origin.raw(path('', { extension: 'm4a' }));
    expect(headers['content-type']).toBe('audio/mp4');
    expect(
      readIndependently(bytes)
        .getInfo()
        .tracks.map(({ type }) => type),
    ).toEqual(['audio']);
    expect(origin.encoder.names.some((name) => name.startsWith('v'))).toBe(false);
  });

  it('may be read by pages of other sites', async () => {
    const { headers } = await origin.raw(path(), { method: 'HEAD' });
    expect(headers['access-control-allow-origin']).toBe('*');
    expect((await origin.raw(path(), { method: 'OPTIONS' })).status).toBe(204);
    expect((await origin.raw(path(), { method: 'POST' })).status).toBe(405);
  });
});

describe('a download in progress', () => {
  /** Requests a download, and reads nothing of it but what comes by itself. */
  const begin = (requested: string) => {
    const sent = httpRequest(origin.url + requested, { agent: false });
    const answered = new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve).once('error', reject);
    });
    answered.catch(() => undefined);
    sent.end();
    return { sent, answered };
  };
  const encodes = (of: string) =>
    origin.encoder.names.filter((name) => name.startsWith(of) && !name.includes('sets'));

  it('begins before its first segment is there, and has no more segments begun than it may', async () => {
    origin.encoder.automatic = false;
    const { answered, sent } = begin(path('&height=240'));
    await vi.waitFor(() => origin.encoder.of('parameter-sets').finish());
    expect((await answered).statusCode).toBe(200);
    // They are looked for in the caches at once, so either may be begun first.
    await vi.waitFor(() => expect(encodes('v240').toSorted()).toEqual(['v240/0', 'v240/1']));
    sent.destroy();
  });

  it('ends the encodes that no other client waits for when its client leaves', async () => {
    await origin.raw(path('&height=240'));
    origin.encoder.automatic = false;
    const { answered } = begin(path('&height=480'));
    const answer = await answered;
    await vi.waitFor(() => expect(encodes('v480').length).toBeGreaterThan(0));
    const watched = origin.get(`${await origin.folder('film', 'v480')}/0.m4s`);
    await vi.waitFor(() => expect(origin.services.admission.size).toBe(1));
    answer.destroy();
    const others = () => encodes('v480').filter((name) => name !== 'v480/0');
    await vi.waitFor(() => expect(others().every((name) => origin.encoder.of(name).cancelled)).toBe(true));
    expect(origin.encoder.of('v480/0').cancelled).toBe(false);
    origin.encoder.automatic = true;
    origin.encoder.of('v480/0').finish();
    expect((await watched).status).toBe(200);
  });

  it('has nothing more produced for a client that does not read', async () => {
    origin.encoder.bytesOf = (name) => segmentBytes(name, 8_000_000);
    const { answered } = begin(path('&height=240', { extension: 'mp4' }));
    const answer = await answered;
    answer.pause();
    await vi.waitFor(() => expect(encodes('v240').length).toBeGreaterThanOrEqual(2));
    expect(encodes('v240')).not.toContain('v240/3');
    let bytes = 0;
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
    });
    answer.resume();
    await new Promise((resolve) => answer.once('end', resolve));
    expect(bytes).toBeGreaterThan(8 * 8_000_000);
    expect(encodes('v240')).toContain('v240/3');
  });

  it('is one of four that a client may have', async () => {
    origin.encoder.bytesOf = (name) => segmentBytes(name, 8_000_000);
    const held = Array.from({ length: 4 }, () => begin(path('&height=240')));
    for (const { answered } of held) (await answered).pause();
    const fifth = await origin.raw(path('', { extension: 'm4a' }));
    expect([fifth.status, fifth.headers['retry-after'], fifth.problem().code]).toEqual([
      503,
      '30',
      'downloads_full',
    ]);
    for (const { sent } of held) sent.destroy();
  });

  it('ends when its token is revoked', async () => {
    origin.encoder.bytesOf = (name) => segmentBytes(name, 4_000_000);
    const { answered } = begin(path('&height=240', { claims: { viewer: 'ann' } }));
    const answer = await answered;
    const cutOff = new Promise((resolve) => answer.once('close', () => resolve(answer.complete)));
    answer.once('data', async () => {
      answer.pause();
      vi.spyOn(origin.services.revocations, 'covers').mockReturnValue(true);
      answer.resume();
    });
    answer.on('error', () => undefined);
    expect(await cutOff).toBe(false);
  });
});
