import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OnplayError } from '../../../src/shared/errors.js';
import type { ObjectStore } from '../../../src/stores/s3/object-store.js';
import { connectS3, type S3Connection } from '../../../src/stores/s3/s3-client.js';
import { s3ObjectStore } from '../../../src/stores/s3/s3-object-store.js';
import { codeOf } from '../../masters/support/errors.js';
import { SOON_MS } from '../../support/budgets.js';
import { entityTagOf, type FakeS3, type Fault, refuse, SECRET, startFakeS3 } from './support/fake-s3.js';

const content = randomBytes(300_000);
let server: FakeS3;
let connection: S3Connection;
/** Notices soon that a server hangs. */
let hasty: S3Connection;
let store: ObjectStore;

beforeAll(async () => {
  server = await startFakeS3();
  const settings = { endpoint: server.endpoint, pathStyle: 'auto' } as const;
  connection = await connectS3(settings, { firstByteMs: SOON_MS, idleMs: SOON_MS });
  hasty = await connectS3(settings, { firstByteMs: 1000, idleMs: 1000 });
  store = s3ObjectStore(connection, server.bucket);
});
beforeEach(() => {
  server.objects.clear();
  server.objects.set('film.mp4', content);
  server.requests.length = 0;
  server.faults.length = 0;
});
afterAll(async () => {
  connection.client.destroy();
  hasty.client.destroy();
  await server.close();
  vi.unstubAllEnvs();
});

const range = { key: 'film.mp4', entityTag: entityTagOf(content), offset: 1000, length: 200_000 };

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const read = (signal?: AbortSignal) => bytesOf(store.read(range, signal));
const failureOf = (action: Promise<unknown>) =>
  action.then(
    () => undefined,
    (error: OnplayError) => error,
  );

async function pagesOf() {
  const pages: unknown[] = [];
  for await (const page of store.list('')) pages.push(...page);
  return pages;
}

/** Answers rightly, but only so many bytes of it. */
const cutShort =
  (bytes: number): Fault =>
  (request, response) => {
    const [, from = '', to = ''] = /(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    response.writeHead(206, {
      ETag: entityTagOf(content),
      'Content-Length': Number(to) - Number(from) + 1,
      'Content-Range': `bytes ${from}-${to}/${content.byteLength}`,
    });
    response.write(content.subarray(Number(from), Number(from) + bytes), () => response.destroy());
  };
/** Answers with this head and body, whatever was asked. */
const say =
  (status: number, headers: Record<string, string>, body: string | Buffer = ''): Fault =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };
const hang: Fault = () => undefined;

describe('a range of an object', () => {
  it('is exactly its bytes, with one request', async () => {
    expect(Buffer.compare(await read(), content.subarray(1000, 201_000))).toBe(0);
    expect(server.requests).toStrictEqual(['GET film.mp4 bytes=1000-200999']);
  });

  it.each([
    ['500', refuse(500, 'InternalError')],
    ['503 and to slow down', refuse(503, 'SlowDown')],
    ['429', refuse(429, 'TooManyRequests')],
    ['nothing, and closes the connection', (_, response) => response.destroy()],
    ['200 with the whole object', say(200, { ETag: entityTagOf(content) }, content)],
    [
      'another range',
      say(206, { ETag: entityTagOf(content), 'Content-Range': 'bytes 0-9/300000' }, 'x'.repeat(10)),
    ],
    ['no entity tag', say(206, { 'Content-Range': 'bytes 1000-200999/300000' }, 'x')],
  ] satisfies [string, Fault][])('is requested again where the answer is %s', async (_, fault) => {
    server.faults.push(fault, fault);
    expect(Buffer.compare(await read(), content.subarray(1000, 201_000))).toBe(0);
    expect(server.requests).toHaveLength(3);
  });

  it('goes on behind what arrived when the body breaks off, as often as it makes progress', async () => {
    server.faults.push(...Array.from({ length: 6 }, () => cutShort(30_000)));
    expect(Buffer.compare(await read(), content.subarray(1000, 201_000))).toBe(0);
    expect(server.requests).toHaveLength(7);
    expect(server.requests[1]).toMatch(/^GET film\.mp4 bytes=\d+-200999$/);
  });

  it('is given up where a store fails again and again, which says nothing of the master', async () => {
    server.faults.push(...Array.from({ length: 20 }, () => refuse(500, 'InternalError')));
    const error = await failureOf(read());
    expect(error).toMatchObject({ code: 'store_unavailable', retryable: true, about: 'moment' });
    expect(server.requests).toHaveLength(4);
  });

  it('is requested again where there is no answer', async () => {
    server.faults.push(hang);
    const bytes = await bytesOf(s3ObjectStore(hasty, server.bucket).read(range));
    expect(Buffer.compare(bytes, content.subarray(1000, 201_000))).toBe(0);
  });

  it('is given up where its body hangs, and the connection closed', async () => {
    const stalls: Fault = (_, response) => {
      response.writeHead(206, {
        ETag: entityTagOf(content),
        'Content-Range': `bytes 1000-200999/${content.byteLength}`,
        'Content-Length': 200_000,
      });
      response.flushHeaders();
    };
    server.faults.push(stalls, stalls, stalls, stalls);
    const hanging = () => bytesOf(s3ObjectStore(hasty, server.bucket).read(range));
    expect(await codeOf(hanging)).toBe('store_unavailable');
    await expect.poll(() => server.unanswered()).toBe(0);
  });

  it.each([
    ['another version is there', () => server.objects.set('film.mp4', randomBytes(300_000))],
    ['the object is gone', () => server.objects.delete('film.mp4')],
    [
      'the store ignores the condition and sends another version',
      () =>
        server.faults.push(
          say(206, { ETag: '"other"', 'Content-Range': 'bytes 1000-200999/300000' }, randomBytes(200_000)),
        ),
    ],
    ['the object is shorter', () => server.faults.push(refuse(416, 'InvalidRange'))],
  ])('is master_changed, at once, where %s', async (_, change) => {
    change();
    expect(await codeOf(() => read())).toBe('master_changed');
    expect(server.requests).toHaveLength(1);
  });

  it('is never of two versions: one that is replaced between two attempts is master_changed', async () => {
    server.faults.push((request, response) => {
      cutShort(30_000)(request, response);
      server.objects.set('film.mp4', randomBytes(300_000));
    });
    expect(await codeOf(() => read())).toBe('master_changed');
  });

  it('ends with the reason of the signal, before, while and between requests', async () => {
    const reason = new Error('not wanted');
    await expect(read(AbortSignal.abort(reason))).rejects.toBe(reason);
    const leaving = new AbortController();
    server.faults.push(() => leaving.abort(reason));
    await expect(read(leaving.signal)).rejects.toBe(reason);
    await expect.poll(() => server.unanswered()).toBe(0);
  });

  it('frees its connection when the reader has enough', async () => {
    server.objects.set('film.mp4', Buffer.alloc(20_000_000));
    const whole = { ...range, entityTag: entityTagOf(server.objects.get('film.mp4')!), length: 19_000_000 };
    for await (const _ of store.read(whole)) break;
    await expect.poll(() => server.unanswered()).toBe(0);
  });
});

describe('other requests', () => {
  it('know what is not there from what cannot be known', async () => {
    expect(await store.head('none.mp4')).toBeUndefined();
    expect(await store.get('none.mp4', 10)).toBeUndefined();
    expect(await store.head('film.mp4')).toStrictEqual({ size: 300_000, entityTag: entityTagOf(content) });
    server.faults.push(...Array.from({ length: 4 }, () => refuse(500, 'InternalError')));
    expect(await codeOf(() => store.head('film.mp4'))).toBe('store_unavailable');
  });

  it('refuse an object without a strong entity tag, whose versions could not be told apart', async () => {
    server.faults.push(say(200, { ETag: 'W/"a"', 'Content-Length': '5' }));
    expect(await codeOf(() => store.head('film.mp4'))).toBe('store_unavailable');
  });

  it('read no object into memory that is larger than expected', async () => {
    expect(Buffer.from((await store.get('film.mp4', 300_000))!)).toStrictEqual(content);
    expect(await codeOf(() => store.get('film.mp4', 299_999))).toBe('store_unavailable');
    await expect.poll(() => server.unanswered()).toBe(0);
  });

  it.each([
    [403, 'AccessDenied', 's3:ListBucket'],
    [403, 'SignatureDoesNotMatch', 's3:ListBucket'],
    [404, 'NoSuchBucket', 'ONPLAY_MASTERS'],
  ])('say what the operator can do about %s %s, and no secret', async (status, code, advice) => {
    server.faults.push(refuse(status, code));
    const error = await failureOf(pagesOf());
    expect(error).toMatchObject({ code: 'store_unavailable', about: 'moment' });
    expect(error?.publicDetail).toContain(advice);
    expect(server.requests).toHaveLength(1);
    const logged = `${error?.stack} ${(error?.cause as Error | undefined)?.stack}`;
    expect(logged).toContain(code);
    expect(logged).not.toContain(SECRET);
    expect(logged).not.toContain('AKIA');
  });

  it.each([
    ['is no XML', 'no XML at all'],
    ['is cut off', '<?xml version="1.0"?><ListBucketResult><Contents><Key>a.mp4'],
    ['is of another kind', '<?xml version="1.0"?><html><body>Welcome</body></html>'],
    [
      'has a thousand levels',
      `<ListBucketResult>${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}</ListBucketResult>`,
    ],
    [
      'expands entities',
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><ListBucketResult><Contents><Key>&b;</Key></Contents></ListBucketResult>',
    ],
  ])('have no objects of a list that %s', async (_, body) => {
    server.faults.push(
      ...Array.from({ length: 4 }, () => say(200, { 'Content-Type': 'application/xml' }, body)),
    );
    const pages = await pagesOf().catch((error: OnplayError) => error.code);
    expect(pages).toSatisfy(
      (found: unknown) => found === 'store_unavailable' || (Array.isArray(found) && found.length === 0),
    );
  });

  it('read no more of a list than one can have', async () => {
    let sent = 0;
    server.faults.push((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/xml' });
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x'))) sent += 65_536;
      };
      response.on('drain', more);
      more();
    });
    expect(await codeOf(() => pagesOf())).toBe('store_unavailable');
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    await expect.poll(() => server.unanswered()).toBe(0);
  });
});
