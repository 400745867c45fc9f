/** Queue, memory and time are limited; a server at its limits refuses at once and still serves what it has accepted. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { bytesOf, readPresentation, type VariantUrls } from '../../support/hls-client.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { at } from '../../support/joined-rendition.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { damageVideo } from './fixtures/damaged-master.js';
import { busyVideoEncodesOf, untilEncoding, untilIdle, videoEncodesOf } from './fixtures/ffmpeg-children.js';
import { encodesInLog, metricOf } from './fixtures/metrics-and-log.js';
import { expectProblem } from './fixtures/problem.js';
import { until } from './fixtures/wait.js';

const SLOTS = 1;
const QUEUE = 2;
const CACHE_BYTES = 1024 * 1024;
const LIMITS = {
  ONPLAY_ENCODE_SLOTS: `${SLOTS}`,
  ONPLAY_ENCODE_QUEUE_LENGTH: `${QUEUE}`,
  ONPLAY_MEMORY_CACHE_BYTES: `${CACHE_BYTES}`,
  ONPLAY_ENCODE_TIMEOUT_SECONDS: '120',
};

let folder: string;
let small: Origin;
let variants: readonly VariantUrls[];
let damaged: readonly VariantUrls[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-bounded-'));
  const master = await joinedMaster('heavy');
  // Two keyframes are lost in it, so that its segments begin at 0, 2, 4, 6, 10 and 14 seconds: the fourth and fifth are damaged.
  await damageVideo(master, join(folder, 'damaged.mp4'), 8, 12);
  const masters = {
    'heavy.mp4': master,
    'damaged.mp4': join(folder, 'damaged.mp4'),
    'light.mp4': await generateMaster('two-languages'),
  };
  small = await startOrigin({ masters, env: LIMITS });
  ({ variants } = await readPresentation(small, 'heavy'));
  ({ variants: damaged } = await readPresentation(small, 'damaged'));
  for (const { init } of [...variants, ...damaged]) await bytesOf(init);
});

afterAll(async () => {
  await small?.stop();
  if (folder) await rm(folder, { recursive: true });
});

beforeEach(() => untilIdle(small));

const ofHeight = (lines: number, among = variants) => among.find(({ height }) => height === lines)!;

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url);
  await response.arrayBuffer();
  return response.status;
}

test('beyond slots and queue requests are refused at once, and accepted ones are served correctly', async () => {
  const wanted = [240, 360].flatMap((lines) => ofHeight(lines).segments.slice(1));
  let mostAtOnce = 0;
  const watch = setInterval(() => {
    mostAtOnce = Math.max(mostAtOnce, busyVideoEncodesOf(small).length);
  }, 20);
  const finished: number[] = [];
  const ask = async (url: string) => {
    const response = await fetch(url);
    finished.push(response.status);
    return { url, response };
  };
  const [first = '', ...others] = wanted;
  const pending = [ask(first)];
  // Stops the running encode until all other requests have arrived, however slowly they do.
  const { pid } = await untilEncoding(small);
  process.kill(pid, 'SIGSTOP');
  pending.push(...others.map(ask));
  const toBeRefused = wanted.length - SLOTS - QUEUE;
  await until('every refusal', () => finished.length >= toBeRefused || undefined);
  expect(finished).toEqual(Array(toBeRefused).fill(503));
  process.kill(pid, 'SIGCONT');
  const answers = await Promise.all(pending);
  clearInterval(watch);

  const served = answers.filter(({ response }) => response.status === 200);
  const refused = answers.filter(({ response }) => response.status !== 200);
  expect(served).toHaveLength(SLOTS + QUEUE);
  for (const { response } of refused) {
    expect(response.headers.get('Retry-After')).toMatch(/^[1-9]\d?$/);
    await expectProblem(response, 503, 'queue_full');
  }
  expect(mostAtOnce).toBeLessThanOrEqual(SLOTS);

  const roomy = await startOrigin({ folder: small.mastersPath, secret: small.secret });
  for (const { url, response } of served) {
    const body = Buffer.from(await response.arrayBuffer());
    expect(body.equals(await bytesOf(at(roomy, url)))).toBe(true);
  }
  await roomy.stop();
});

test('a refused client is served when it retries after Retry-After', async () => {
  const { segments } = ofHeight(480);
  expect(segments.length).toBeGreaterThan(SLOTS + QUEUE);
  await Promise.all(segments.map(bytesOf));
});

test('memory for segments stays within its limit', async () => {
  for (const lines of [1080, 720]) {
    await bytesOf(ofHeight(lines).segments[4]!);
    const held = await metricOf(small, 'onplay_cache_bytes', { tier: 'memory' });
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThanOrEqual(CACHE_BYTES);
  }
});

test('prefetches give way to the segments that viewers wait for', async () => {
  const [a, b, c] = [240, 360, 480].map((lines) => ofHeight(lines, damaged).segments);
  // When the last of them is served, the prefetches of the next segments occupy the slot and the whole queue.
  expect(await Promise.all([a![0]!, b![0]!, c![0]!].map(statusOf))).toEqual([200, 200, 200]);
  expect(await Promise.all([a![5]!, b![5]!].map(statusOf))).toEqual([200, 200]);
});

test('a segment that cannot be encoded is attempted once, and the segments around it play', async () => {
  const { init, segments } = ofHeight(240, damaged);
  const failures = () => metricOf(small, 'onplay_encodes_total', { kind: 'video', outcome: 'failed' });
  const before = await failures();
  for (let request = 0; request < 10; request++) {
    await expectProblem(await fetch(segments[3]!), 422, 'segment_unplayable');
  }
  expect(await failures()).toBe(before + 1);
  const after = Buffer.concat([await bytesOf(init), await bytesOf(segments[5]!)]);
  const frames = Array.from({ length: 60 }, (_, frame) => 420 + frame);
  expect(await decodeFrameNumbers('pipe:0', { input: after })).toEqual(frames);
  expect(encodesInLog(small, 'damaged', 'v240', 3)).toBe(0);
});

describe.runIf(process.platform === 'linux')('an encode that never ends', () => {
  let hasty: Origin;

  beforeAll(async () => {
    const env = { ...LIMITS, ONPLAY_ENCODE_TIMEOUT_SECONDS: '3' };
    hasty = await startOrigin({ folder: small.mastersPath, secret: small.secret, env });
    await bytesOf(at(hasty, ofHeight(240).init));
  });

  afterAll(() => hasty?.stop());

  test('is killed after its timeout, and its slot is free for the next', async () => {
    const answer = fetch(at(hasty, ofHeight(240).segments[2]!));
    const { pid } = await until('an encode', () => videoEncodesOf(hasty)[0]);
    process.kill(pid, 'SIGSTOP');
    await expectProblem(await answer, 504, 'encode_timeout');
    expect(videoEncodesOf(hasty).map((child) => child.pid)).not.toContain(pid);
    // Takes a small fraction of that timeout, so it finishes in time on any machine.
    const { variants: light } = await readPresentation(hasty, 'light');
    expect((await fetch(light[0]!.segments[0]!)).status).toBe(200);
  });
});
