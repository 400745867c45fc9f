/** What tests and code rely on of the S3 server that tests run with. */
import { describe, expect, test } from 'vitest';
import { ensureSwift, signedRequests, swiftMissing } from './ensure-swift.js';

describe.skipIf(swiftMissing !== undefined)(
  `the S3 server of the tests${swiftMissing ? ` (${swiftMissing})` : ''}`,
  () => {
    test('stores objects with their metadata, under any key', async () => {
      const { request } = await ensureSwift();
      const key = 'films/a b/ä+?.mp4';
      const put = await request(key, {
        method: 'PUT',
        body: 'frames',
        headers: { 'x-amz-meta-kind': 'film' },
      });
      expect(put.status).toBe(200);
      const found = await request(key);
      expect([found.headers.get('x-amz-meta-kind'), await found.text()]).toEqual(['film', 'frames']);
      expect((await request('films/other')).status).toBe(404);
    });

    test('answers ranges of the version that was asked for, and of no other', async () => {
      const { request } = await ensureSwift();
      const put = await request('film', { method: 'PUT', body: '0123456789' });
      const ifMatch = { 'if-match': put.headers.get('etag')! };
      const read = (headers: Record<string, string>) => request('film', { headers });
      const part = await read({ ...ifMatch, range: 'bytes=2-4' });
      expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([
        206,
        '234',
        'bytes 2-4/10',
      ]);
      expect(await (await read({ ...ifMatch, range: 'bytes=-3' })).text()).toBe('789');
      expect((await read({ ...ifMatch, range: 'bytes=10-' })).status).toBe(416);
      await request('film', { method: 'PUT', body: 'another' });
      expect((await read({ ...ifMatch, range: 'bytes=2-4' })).status).toBe(412);
    });

    test('lists the keys under a prefix at once, page by page', async () => {
      const { request } = await ensureSwift();
      for (const key of ['a/1', 'a/2', 'b/1']) await request(key, { method: 'PUT', body: 'x' });
      const list = async (query: string) => (await request(`?list-type=2&${query}`)).text();
      const keysIn = (text: string) => Array.from(text.matchAll(/<Key>(.*?)<\/Key>/g), ([, key]) => key);
      expect(keysIn(await list('prefix=a%2F'))).toEqual(['a/1', 'a/2']);
      const page = await list('max-keys=2');
      const [, token = ''] = /<NextContinuationToken>(.*?)</.exec(page) ?? [];
      expect(keysIn(await list(`continuation-token=${encodeURIComponent(token)}`))).toEqual(['b/1']);
    });

    test('refuses a wrong signature, and requests without one', async () => {
      const server = await ensureSwift();
      await server.request('film', { method: 'PUT', body: 'x' });
      expect((await fetch(`${server.endpoint}/${server.bucket}/film`)).ok).toBe(false);
      expect((await signedRequests({ ...server, secretAccessKey: 'wrong' })('film')).status).toBe(403);
    });
  },
);
