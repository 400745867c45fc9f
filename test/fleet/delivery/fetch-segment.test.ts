/** Bytes on their way from a worker to an origin: the whole segment, or an error that says what is wrong. */
import { createHash } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { authorize } from '../../../src/fleet/delivery/authorization.js';
import { SegmentFetcher } from '../../../src/fleet/delivery/fetch-segment.js';
import { FinishedSegments } from '../../../src/fleet/delivery/finished-segments.js';
import { segmentUrl } from '../../../src/fleet/delivery/segment-url.js';
import { WorkerServer } from '../../../src/fleet/delivery/worker-server.js';
import { jobIdOf } from '../../../src/fleet/jobs/job.js';
import { createMetrics } from '../../../src/shared/metrics.js';
import { job, otherSeal, resultOf, seal, videoRef } from '../support/jobs.js';

const BYTES = Buffer.from('the bytes of a segment '.repeat(1000));
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const ID = jobIdOf(job());
const STAYING = new AbortController().signal;
const TIMINGS = { queueMs: 0, feedMs: 0, encodeMs: 0, packageMs: 0 };

const fetchers: SegmentFetcher[] = [];
afterEach(() => {
  for (const fetcher of fetchers.splice(0)) fetcher.close();
});

function fetchFrom(
  url: string,
  { header = authorize(seal, ID, Date.now()), timeoutMs = 60_000, signal = STAYING } = {},
) {
  const fetcher = new SegmentFetcher(timeoutMs);
  fetchers.push(fetcher);
  return fetcher.fetch(resultOf({ url, bytes: BYTES.byteLength, sha256: SHA256 }), header, signal);
}

/** A worker that answers as the test wants. */
async function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close().closeAllConnections());
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/segments/${ID}`;
}

/** A real worker's listener, with one finished segment. */
async function workerServer() {
  const finished = new FinishedSegments({ maxBytes: 1024 * 1024 });
  const segment = { bytes: BYTES, sha256: SHA256, timings: TIMINGS, slotMs: 0, fetched: false };
  finished.add(ID, videoRef(), segment);
  const state = { isReady: true };
  const { registry } = createMetrics();
  const server = new WorkerServer({ seal, finished, metrics: registry, isReady: () => state.isReady });
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  return { finished, segment, state, url: `http://127.0.0.1:${port}` };
}

describe('a segment fetched from a worker', () => {
  test('is the one that the worker has produced, which then knows that it was fetched', async () => {
    const { url, finished, segment } = await workerServer();
    expect(finished.hasUnfetched).toBe(true);
    expect(Buffer.from(await fetchFrom(segmentUrl(url, ID)))).toEqual(BYTES);
    await expect.poll(() => segment.fetched).toBe(true);
    expect(finished.hasUnfetched).toBe(false);
  });

  test('is not handed to those without the key of the fleet', async () => {
    const { url } = await workerServer();
    const target = segmentUrl(url, ID);
    await expect(fetchFrom(target, { header: authorize(otherSeal, ID, Date.now()) })).rejects.toMatchObject({
      problem: 'unreachable',
    });
    expect((await fetch(target)).status).toBe(403);
    // Nor do they learn what there is.
    expect((await fetch(segmentUrl(url, `s${'0'.repeat(40)}`))).status).toBe(403);
    expect((await fetch(`${url}/segments/../etc/passwd`)).status).toBe(404);
    expect((await fetch(target, { method: 'PUT', body: 'forged' })).status).toBe(405);
  });

  test('is missing when the worker does not have it any more', async () => {
    const { url, finished } = await workerServer();
    finished.purge({});
    await expect(fetchFrom(segmentUrl(url, ID))).rejects.toMatchObject({ problem: 'missing' });
  });

  test.each<[string, 'wrong' | 'unreachable', RequestListener]>([
    [
      'other bytes of the same length',
      'wrong',
      (_, response) => response.end(Buffer.alloc(BYTES.byteLength)),
    ],
    ['more bytes', 'wrong', (_, response) => response.end(Buffer.concat([BYTES, BYTES]))],
    ['fewer bytes', 'wrong', (_, response) => response.end(BYTES.subarray(1))],
    [
      'a body that is cut short',
      'unreachable',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': BYTES.byteLength });
        response.write(BYTES.subarray(0, 1000), () => response.destroy());
      },
    ],
    [
      'a redirect',
      'unreachable',
      (_, response) => response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end(),
    ],
    ['an error', 'unreachable', (_, response) => response.writeHead(500).end('x'.repeat(100_000))],
    ['no answer', 'unreachable', (request) => request.socket.destroy()],
  ])('is refused with %s', async (_what, problem, listener) => {
    const url = await answering(listener);
    await expect(fetchFrom(url)).rejects.toMatchObject({ name: 'SegmentFetchError', problem });
  });

  test('ends when the worker is silent, and when no viewer waits', async () => {
    const url = await answering(() => undefined);
    await expect(fetchFrom(url, { timeoutMs: 50 })).rejects.toMatchObject({ problem: 'unreachable' });
    const viewer = new AbortController();
    const fetching = fetchFrom(url, { signal: viewer.signal });
    viewer.abort();
    await expect(fetching).rejects.toMatchObject({ problem: 'unreachable' });
  });
});

describe('the listener of a worker', () => {
  test('says whether it is healthy and ready, and has metrics', async () => {
    const { url, state } = await workerServer();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    state.isReady = false;
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('onplay_encodes_total');
  });
});
