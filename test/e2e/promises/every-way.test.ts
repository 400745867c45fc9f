/**
 * However a segment is produced, on request or prefetched, in a warm process or a new one, encoded or passed through:
 * all of them joined equal the master.
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

/** Video encodes so far. */
async function encodesOf(one: Origin): Promise<number> {
  const text = await (
    await one.fetch('/metrics', { headers: { Authorization: `Bearer ${one.adminKey}` } })
  ).text();
  return Number(/onplay_encodes_total\{kind="video",outcome="ok"\} (\d+)/.exec(text)?.[1]);
}

let server: Origin;
let path: string;
/** The highest rendition, which is passed through, and a lower one, which is encoded. */
let passthrough: RenditionUrls;
let encoded: RenditionUrls;
/** How each segment of the lower one was produced, according to `Server-Timing`. */
let ways: string[];
/** Number of video encodes before and after the highest rendition was fetched. */
let encodes: readonly [number, number];
let fetched: { readonly passthrough: FetchedRendition; readonly encoded: FetchedRendition };

beforeAll(async () => {
  path = await generateMaster(KIND);
  server = await startOrigin({ masters: { 'film.mp4': path }, env: { ONPLAY_SEGMENT_MS: '2000' } });
  const { variants } = await readPresentation(server, 'film');
  [passthrough, encoded] = [
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
  // From the middle on one after the other, then two at once beside a warm process, then the first segments.
  await ask(2);
  await untilIdle(server);
  await ask(3);
  await until('a warm process', () => ffmpegsOf(server).length > 0 || undefined);
  await Promise.all([ask(5), ask(4)]);
  await untilIdle(server);
  await ask(1);
  await ask(0);
  for (const segment of encoded.segments.keys()) if (!segments[segment]) await ask(segment);
  const init = await bytesOf(encoded.init);
  await untilIdle(server);
  const before = await encodesOf(server);
  const passedThrough = await Promise.all(passthrough.segments.map(bytesOf));
  encodes = [before, await encodesOf(server)];
  fetched = {
    encoded: { init, segments },
    passthrough: { init: await bytesOf(passthrough.init), segments: passedThrough },
  };
});

afterAll(() => server?.stop());

describe('a rendition whose segments were produced in different ways', () => {
  test('has segments that were encoded on request and segments that were prefetched', () => {
    expect(ways).toContain('miss');
    expect(ways).toContain('prefetched');
    expect(ways).toHaveLength(encoded.segments.length);
  });

  test('equals the master frame for frame and to the tick, as the passthrough rendition does', async () => {
    const master = await masterFrameTimes(path);
    for (const one of [fetched.encoded, fetched.passthrough]) {
      expect(await decodeFrameNumbers('pipe:0', { input: joined(one) })).toEqual([...master.ticks.keys()]);
      expect(await probeFrameTimes('pipe:0', joined(one))).toEqual(master);
    }
  });

  test('can be mixed with the passthrough rendition, segment by segment', async () => {
    const master = await masterFrameTimes(path);
    const expected = framesOfSegments(master, encoded.durations, 1);
    expect(passthrough.durations).toEqual(encoded.durations);
    for (const [segment, frames] of expected.entries()) {
      const one = segment % 2 === 0 ? fetched.passthrough : fetched.encoded;
      expect(await decodeFrameNumbers('pipe:0', { input: alone(one, segment) })).toEqual(frames);
    }
  });

  test('needs encodes, while the passthrough rendition needs none', () => {
    const [before, after] = encodes;
    expect(before).toBeGreaterThanOrEqual(encoded.segments.length);
    expect(after).toBe(before);
  });
});
