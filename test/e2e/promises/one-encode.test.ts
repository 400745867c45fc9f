/** Concurrent requests for a segment share one encode; when the last of their clients leaves, the encode is cancelled. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { bytesOf, readPresentation, type VariantUrls } from '../../support/hls-client.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { ffmpegsOf, untilEncoding, untilIdle, videoEncodesOf } from './fixtures/ffmpeg-children.js';
import { encodesInLog, metricOf } from './fixtures/metrics-and-log.js';
import { until } from './fixtures/wait.js';

const CLIENTS = 50;

let server: Origin;
let variants: readonly VariantUrls[];

beforeAll(async () => {
  // Every rendition must be encoded.
  const env = { ONPLAY_PASSTHROUGH: 'off' };
  server = await startOrigin({ masters: { 'heavy.mp4': await joinedMaster('heavy') }, env });
  ({ variants } = await readPresentation(server, 'heavy'));
  for (const { init } of variants) await bytesOf(init);
});

afterAll(() => server?.stop());

beforeEach(() => untilIdle(server));

const ofHeight = (lines: number) => variants.find(({ height }) => height === lines)!;

test(`${CLIENTS} concurrent requests for a cold segment cause one encode and get the same bytes`, async () => {
  const encodes = () => metricOf(server, 'onplay_encodes_total', { kind: 'video' });
  const collapsed = () => metricOf(server, 'onplay_segment_requests_total', { result: 'collapsed' });
  const before = { encodes: await encodes(), collapsed: await collapsed() };
  const url = ofHeight(480).segments[1]!;
  const responses = await Promise.all(Array.from({ length: CLIENTS }, () => fetch(url)));
  const bodies = await Promise.all(
    responses.map(async (response) => Buffer.from(await response.arrayBuffer())),
  );

  expect(responses.map(({ status }) => status)).toEqual(Array(CLIENTS).fill(200));
  expect(bodies.every((body) => body.equals(bodies[0]!))).toBe(true);
  const statuses = responses.map(({ headers }) => headers.get('Cache-Status'));
  expect(statuses.filter((status) => status === 'onplay; fwd=miss')).toHaveLength(1);
  expect(statuses.filter((status) => status === 'onplay; fwd=miss; collapsed')).toHaveLength(CLIENTS - 1);
  await vi.waitFor(() => expect(encodesInLog(server, 'heavy', 'v480', 1)).toBe(1));
  expect(await collapsed()).toBe(before.collapsed + CLIENTS - 1);

  // The next segment is prefetched, also once, and then the server is idle.
  await until('the prefetch', () => encodesInLog(server, 'heavy', 'v480', 2) || undefined);
  expect(await encodes()).toBe(before.encodes + 2);
  const ahead = await fetch(ofHeight(480).segments[2]!);
  expect(ahead.headers.get('Cache-Status')).toBe('onplay; hit');
  await ahead.arrayBuffer();
});

describe.runIf(process.platform === 'linux')('clients that leave', () => {
  const cancelled = () => metricOf(server, 'onplay_encodes_total', { kind: 'video', outcome: 'cancelled' });

  function client(url: string) {
    const controller = new AbortController();
    const body = fetch(url, { signal: controller.signal }).then((response) => response.arrayBuffer());
    return { body, leave: () => controller.abort() };
  }

  test('cancel the encode when all of them have left, and a later request is served', async () => {
    const url = ofHeight(720).segments[3]!;
    const clients = Array.from({ length: 5 }, () => client(url));
    const { pid } = await untilEncoding(server);
    for (const { leave } of clients) leave();
    const bodies = await Promise.allSettled(clients.map(({ body }) => body));
    expect(bodies.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
    await until(
      'the end of ffmpeg',
      () => ffmpegsOf(server).every((child) => child.pid !== pid) || undefined,
    );
    await until('the count of the cancelled encode', async () =>
      (await cancelled()) === 1 ? true : undefined,
    );
    expect(encodesInLog(server, 'heavy', 'v720', 3)).toBe(0);
    expect((await bytesOf(url)).length).toBeGreaterThan(10_000);
  });

  test('do not disturb the encode while one client still waits', async () => {
    const url = ofHeight(720).segments[1]!;
    const before = await cancelled();
    const clients = Array.from({ length: 5 }, () => client(url));
    const { pid } = await untilEncoding(server);
    const remaining = clients.pop()!;
    for (const { leave } of clients) leave();
    await Promise.allSettled(clients.map(({ body }) => body));
    expect(videoEncodesOf(server).map((child) => child.pid)).toContain(pid);
    expect(Buffer.from(await remaining.body).equals(await bytesOf(url))).toBe(true);
    await vi.waitFor(() => expect(encodesInLog(server, 'heavy', 'v720', 1)).toBe(1));
    expect(await cancelled()).toBe(before);
  });

  test('leave no encode behind of a segment they requested in passing', async () => {
    const passing = client(ofHeight(1080).segments[3]!);
    await untilEncoding(server);
    passing.leave();
    await expect(passing.body).rejects.toThrow();
    const wanted = await fetch(ofHeight(360).segments[3]!);
    expect(wanted.status).toBe(200);
    await wanted.arrayBuffer();
    await untilIdle(server);
    expect(encodesInLog(server, 'heavy', 'v1080', 3)).toBe(0);
  });
});
