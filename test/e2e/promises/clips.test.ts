/**
 * A clip has exactly the frames between its ends, each at its own time, in segments that are those of the whole but for the first and the
 * last. The expected frames are read from the master by ffprobe.
 */
import { extname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { type RenditionUrls, readPresentation } from '../../support/hls-client.js';
import {
  type FrameTimes,
  framesOfSegments,
  masterFrameTimes,
  probeFrameTimes,
} from '../../support/joined-frames.js';
import { fetchShuffled, joined } from '../../support/joined-rendition.js';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { type Origin, startTwins } from '../../support/origin.js';
import { partOf } from '../../support/part-of.js';

interface Case {
  readonly what: string;
  readonly kind: EncodedKind;
  /** 2 if the rungs have every second frame. */
  readonly keepEvery: number;
}

const CASES: readonly Case[] = [
  { what: '23.976 fps with irregular GOPs and B-frames', kind: 'h264-23976-irregular-gop', keepEvery: 1 },
  { what: '29.97 fps, of which the best rung is passed through', kind: 'h264-2997', keepEvery: 1 },
  { what: '59.94 fps, every second frame', kind: 'h264-5994', keepEvery: 2 },
  { what: 'a variable frame rate with a freeze', kind: 'h264-vfr', keepEvery: 1 },
];

/** Frames from the end of one segment to that of another: each of them on the end, and beside it on either side. */
const AROUND = [
  { before: -1, after: -1 },
  { before: 0, after: 0 },
  { before: 1, after: 1 },
  { before: -1, after: 1 },
  { before: 1, after: -1 },
];

let servers: readonly [Origin, Origin];

beforeAll(async () => {
  const masters: Record<string, string> = {};
  for (const { kind } of CASES) {
    const file = await generateMaster(kind);
    masters[kind + extname(file)] = file;
  }
  servers = await startTwins({ masters });
});

afterAll(async () => {
  for (const server of servers?.toReversed() ?? []) await server.stop();
});

/** The variants from the lowest to the highest. */
async function variantsOf(asset: string, query = '') {
  const { variants } = await readPresentation(servers[0], asset, query);
  return variants.toSorted((a, b) => (a.height ?? 0) - (b.height ?? 0));
}

/** What a URL names, without the grant. */
function nameOf(url: string): string {
  return new URL(url).pathname.split('/').slice(-2).join('/');
}

describe.each(CASES)('a clip of $what', ({ kind, keepEvery }) => {
  let master: FrameTimes;
  let whole: RenditionUrls;
  /** The first frame of each segment, and the number of all frames. */
  let starts: number[];

  beforeAll(async () => {
    master = await masterFrameTimes(await generateMaster(kind));
    whole = (await variantsOf(kind))[0]!;
    const frames = framesOfSegments(master, whole.durations, 1);
    starts = [...frames.map(([first]) => first!), master.ticks.length];
  });

  test.each(partOf(AROUND))(
    'from the end of a segment $before to the end of another $after',
    async ({ before, after }) => {
      const [first, end] = [starts[1]! + before, starts[3]! + after];
      const clip = await variantsOf(kind, `&start=f${first}&end=f${end}`);
      const shown = { ...master, ticks: master.ticks.slice(first, end) };
      const seconds = (master.ticks[end]! - shown.ticks[0]!) / master.timescale;
      // The highest rung shows which frames they are; in the lowest the numbers may be coarse.
      for (const rendition of [clip.at(-1)!, ...(before === after ? [clip.at(0)!] : [])]) {
        const fetched = joined(await fetchShuffled(rendition, servers, first + end));
        const expected = framesOfSegments(shown, rendition.durations, keepEvery).flat();
        expect(expected[0]).toBe(0);
        expect(expected.at(-1)).toBeGreaterThanOrEqual(shown.ticks.length - keepEvery);
        const { ticks } = await probeFrameTimes('pipe:0', fetched);
        expect(ticks).toEqual(expected.map((frame) => shown.ticks[frame]));
        expect(rendition.durations.reduce((sum, duration) => sum + duration, 0)).toBeCloseTo(seconds, 4);
        if (rendition !== clip.at(-1)) continue;
        const numbers = await decodeFrameNumbers('pipe:0', { input: fetched });
        expect(numbers).toEqual(expected.map((frame) => first + frame));
      }
    },
  );

  test('has the very segments of the whole but for at most two', async () => {
    const clip = (await variantsOf(kind, `&start=f${starts[1]! - 5}&end=f${starts[3]! + 5}`))[0]!;
    const names = clip.segments.map(nameOf);
    const own = names.filter((name) => !whole.segments.map(nameOf).includes(name));
    expect(own).toEqual([names[0], names.at(-1)]);
    expect(names.slice(1, -1)).toEqual(whole.segments.slice(1, 3).map(nameOf));
    expect(nameOf(clip.init)).toBe(nameOf(whole.init));
  });
});
