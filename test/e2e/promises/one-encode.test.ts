/** However many ask for a segment at once, it is encoded once; when the last of them leaves, it is not encoded any more. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bytesOf, readPresentation, type VariantUrls } from '../../support/hls-client.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { ffmpegsOf, untilEncoding, untilIdle, videoEncodesOf } from './fixtures/ffmpeg-children.js';
import { encodesInLog, metricOf } from './fixtures/telling.js';
import { until } from './fixtures/wait.js';

const CLIENTS = 50;

let server: Origin;
let variants: readonly VariantUrls[];

beforeAll(async () => {
  // Every rendition is to be encoded.
  const env = { ONPLAY_PASSTHROUGH: 'off' };
  server = await startOrigin({ masters: { 'heavy.mp4': await joinedMaster('heavy') }, env });
  ({ variants } = await readPresentation(server, 'heavy'));
  for (const { init } of variants) await bytesOf(init);
});

afterAll(() => server?.stop());

beforeEach(() => untilIdle(server));

const ofHeight = (lines: number) => variants.find(({ height }) => height === lines)!;

test(`${CLIENTS} requests for a cold segment at once cause one encode and get the same bytes`, async () => {
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
  const fates = responses.map(({ headers }) => headers.get('Cache-Status'));
  expect(fates.filter((fate) => fate === 'onplay; fwd=miss')).toHaveLength(1);
  expect(fates.filter((fate) => fate === 'onplay; fwd=miss; collapsed')).toHaveLength(CLIENTS - 1);
  expect(encodesInLog(server, 'heavy', 'v480', 1)).toBe(1);
  expect(await collapsed()).toBe(before.collapsed + CLIENTS - 1);

  // The segment after it is made ahead, once too, and then there is nothing left to do.
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

  test('end the encode when all of them are gone, and a later request is served', async () => {
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

  test('disturb nobody while one is left', async () => {
    const url = ofHeight(720).segments[1]!;
    const before = await cancelled();
    const clients = Array.from({ length: 5 }, () => client(url));
    const { pid } = await untilEncoding(server);
    const left = clients.pop()!;
    for (const { leave } of clients) leave();
    await Promise.allSettled(clients.map(({ body }) => body));
    expect(videoEncodesOf(server).map((child) => child.pid)).toContain(pid);
    expect(Buffer.from(await left.body).equals(await bytesOf(url))).toBe(true);
    expect(encodesInLog(server, 'heavy', 'v720', 1)).toBe(1);
    expect(await cancelled()).toBe(before);
  });

  test('leave nothing behind when they come for the wrong segment on their way', async () => {
    const passed = client(ofHeight(1080).segments[3]!);
    await untilEncoding(server);
    passed.leave();
    await expect(passed.body).rejects.toThrow();
    const wanted = await fetch(ofHeight(360).segments[3]!);
    expect(wanted.status).toBe(200);
    await wanted.arrayBuffer();
    await untilIdle(server);
    expect(encodesInLog(server, 'heavy', 'v1080', 3)).toBe(0);
  });
});
