/**
 * However a segment comes to be, asked for or made ahead, in one process or several, in one that waited for it or a new
 * one, encoded or passed through: what is joined of all of them is the master.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { bytesOf, type RenditionUrls, readPresentation } from '../../support/hls-client.js';
import { framesOfSegments, masterFrameTimes, probeFrameTimes } from '../../support/joined-frames.js';
import { alone, type FetchedRendition, joined } from '../../support/joined-rendition.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { ffmpegsOf, untilIdle } from './fixtures/ffmpeg-children.js';
import { until } from './fixtures/wait.js';

const KIND = 'h264-24-gop2';

/** Of pictures, so far. */
async function encodesOf(one: Origin): Promise<number> {
  const text = await (
    await one.fetch('/metrics', { headers: { Authorization: `Bearer ${one.adminKey}` } })
  ).text();
  return Number(/onplay_encodes_total\{kind="video",outcome="ok"\} (\d+)/.exec(text)?.[1]);
}

let server: Origin;
let path: string;
/** The highest rendition, which is the master's own pictures, and a lower one, which is encoded. */
let own: RenditionUrls;
let encoded: RenditionUrls;
/** How each segment of the lower one came to be, as the server tells. */
let ways: string[];
/** How many encodes there were before and after the highest one was fetched. */
let encodes: readonly [number, number];
let fetched: { readonly own: FetchedRendition; readonly encoded: FetchedRendition };

beforeAll(async () => {
  path = await generateMaster(KIND);
  server = await startOrigin({ masters: { 'film.mp4': path }, env: { ONPLAY_SEGMENT_MS: '2000' } });
  const { variants } = await readPresentation(server, 'film');
  [own, encoded] = [
    variants.find(({ height }) => height === 720)!,
    variants.find(({ height }) => height === 360)!,
  ];
  await untilIdle(server);
  ways = [];
  const segments: Buffer[] = [];
  const ask = async (segment: number) => {
    const response = await server.fetch(encoded.segments[segment]!);
    ways[segment] = /cache;desc="([^"]*)"/.exec(response.headers.get('Server-Timing') ?? '')?.[1] ?? '';
    segments[segment] = Buffer.from(await response.arrayBuffer());
  };
  // From the middle on one after the other, then two at once while others wait, then the beginning.
  await ask(2);
  await untilIdle(server);
  await ask(3);
  await until('a process that waits', () => ffmpegsOf(server).length > 0 || undefined);
  await Promise.all([ask(5), ask(4)]);
  await untilIdle(server);
  await ask(1);
  await ask(0);
  for (const segment of encoded.segments.keys()) if (!segments[segment]) await ask(segment);
  const init = await bytesOf(encoded.init);
  await untilIdle(server);
  const before = await encodesOf(server);
  const passed = await Promise.all(own.segments.map(bytesOf));
  encodes = [before, await encodesOf(server)];
  fetched = { encoded: { init, segments }, own: { init: await bytesOf(own.init), segments: passed } };
});

afterAll(() => server?.stop());

describe('a rendition whose segments came to be in different ways', () => {
  test('has segments that were waited for and segments that were made ahead', () => {
    expect(ways).toContain('miss');
    expect(ways).toContain('prefetched');
    expect(ways).toHaveLength(encoded.segments.length);
  });

  test('is the master, frame by frame and to the tick, as its own pictures are', async () => {
    const master = await masterFrameTimes(path);
    for (const one of [fetched.encoded, fetched.own]) {
      expect(await decodeFrameNumbers('pipe:0', { input: joined(one) })).toEqual([...master.ticks.keys()]);
      expect(await probeFrameTimes('pipe:0', joined(one))).toEqual(master);
    }
  });

  test('can be mixed with the one that is passed through, segment by segment', async () => {
    const master = await masterFrameTimes(path);
    const expected = framesOfSegments(master, encoded.durations, 1);
    expect(own.durations).toEqual(encoded.durations);
    for (const [segment, frames] of expected.entries()) {
      const one = segment % 2 === 0 ? fetched.own : fetched.encoded;
      expect(await decodeFrameNumbers('pipe:0', { input: alone(one, segment) })).toEqual(frames);
    }
  });

  test('while what is passed through takes no encode', () => {
    const [before, after] = encodes;
    expect(before).toBeGreaterThanOrEqual(encoded.segments.length);
    expect(after).toBe(before);
  });
});
