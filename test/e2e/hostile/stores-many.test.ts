/** A directory of 50,000 masters does not slow down playback. */
import { copyFile, link, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { MOST_MEBIBYTES, MOST_STALL_MS, printRow, vitalsDuring } from './support/vitals.js';

const FILES = 50_000;
const ACTIVE = 40;
/** Twice as long as the store is trusted, so each asset is revalidated. */
const PLAYING_MS = 4500;
/** Pause between two requests of one player. */
const PAUSE_MS = 200;
/** Longest allowed median response time of a cached segment meanwhile. */
const MOST_MEDIAN_MS = 100;

let folder: string;
let origin: Origin;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-many-'));
  const film = join(folder, 'film-0.m4a');
  await copyFile(await generateMaster('audio-only'), film);
  for (let i = 1; i < ACTIVE; i++) await link(film, join(folder, `film-${i}.m4a`));
  const other = join(folder, 'other.mp4');
  await writeFile(other, 'no media');
  await Promise.all(Array.from({ length: FILES }, (_, i) => link(other, join(folder, `other-${i}.mp4`))));
  origin = await startOrigin({ folder });
});
afterAll(async () => {
  await origin.stop();
  await rm(folder, { recursive: true, force: true });
});

it(`${ACTIVE} assets of ${FILES} play from the cache without delay, and a new one plays at once`, async () => {
  const { vitals, result } = await vitalsDuring(origin, async () => {
    const segments: string[] = [];
    for (let i = 0; i < ACTIVE; i++) segments.push(await firstSegment(`film-${i}`));
    const times = (await Promise.all(segments.map(play))).flat().sort((a, b) => a - b);
    await link(join(folder, 'film-0.m4a'), join(folder, 'new.m4a'));
    const { status } = await origin.fetch(`/new.m3u8?token=${origin.token('new')}`);
    return {
      median: times[Math.floor(times.length / 2)]!,
      worst: times.at(-1)!,
      count: times.length,
      status,
    };
  });
  const { median, worst, count, status } = result;
  const summary = `${count} × 200, median ${median.toFixed(1)} ms, worst ${worst.toFixed(0)} ms`;
  printRow(`${FILES} files, ${ACTIVE} assets`, vitals, summary);
  expect(status).toBe(200);
  expect(median).toBeLessThan(MOST_MEDIAN_MS);
  expect(vitals.worstStallMs).toBeLessThan(MOST_STALL_MS);
  expect(vitals.peakMebibytes).toBeLessThan(MOST_MEBIBYTES);
});

async function firstSegment(asset: string): Promise<string> {
  return (await readPresentation(origin, asset)).variants[0]!.segments[0]!;
}

/** Requests a segment repeatedly. Returns the response times in milliseconds. */
async function play(segment: string): Promise<number[]> {
  expect((await origin.fetch(segment)).status).toBe(200);
  const times: number[] = [];
  for (const end = performance.now() + PLAYING_MS; performance.now() < end; ) {
    const startedAt = performance.now();
    const response = await origin.fetch(segment);
    await response.arrayBuffer();
    times.push(performance.now() - startedAt);
    expect(response.status).toBe(200);
    await setTimeout(PAUSE_MS);
  }
  return times;
}
