/**
 * Segments of two processes, fetched in any order and joined, have exactly the master's frames, each at its own time. The
 * expected frames are read from the master by ffprobe, never from the origin's index.
 */
import { extname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { type RenditionUrls, readPresentation } from '../../support/hls-client.js';
import {
  type FrameTimes,
  framesOfSegments,
  heldTicks,
  masterFrameTimes,
  probeFrameTimes,
} from '../../support/joined-frames.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { alone, type FetchedRendition, fetchShuffled, joined } from '../../support/joined-rendition.js';
import { type EncodedKind, frameCount, generateMaster } from '../../support/masters.js';
import { type Origin, startTwins } from '../../support/origin.js';
import { partOf } from '../../support/part-of.js';

interface Case {
  readonly what: string;
  readonly asset: string;
  readonly path: () => Promise<string>;
  readonly frames: number;
  /** For the highest and the lowest rung: 2 if it has every second frame. */
  readonly keepEvery: readonly [number, number];
}

const generated = (kind: EncodedKind, what: string, keepEvery: Case['keepEvery'] = [1, 1]): Case => ({
  ...{ what, asset: kind, path: () => generateMaster(kind), frames: frameCount(kind), keepEvery },
});
const CASES = partOf<Case>([
  generated('h264-23976-irregular-gop', '23.976 fps with irregular GOPs and B-frames'),
  generated('h264-2997', '29.97 fps'),
  generated('h264-5994', '59.94 fps, whose small rungs have every second frame of each segment', [2, 2]),
  {
    what: '59.94 fps with a full-rate rung and keyframes at odd frames',
    ...{ asset: 'h264-5994-hd', path: () => joinedMaster('h264-5994-hd'), frames: 361, keepEvery: [1, 2] },
  },
  generated('h264-vfr', 'a variable frame rate with a freeze'),
  generated('h264-open-gop', 'open GOPs'),
  generated('long-gop', 'one keyframe in 20 seconds'),
  generated('h264-fragmented', 'a fragmented file'),
  generated('rotated-90', 'a rotated video'),
  generated('late-video', 'a video that starts after the audio'),
]);

/** A fetched rendition, and the numbers of the frames that each of its segments must contain. */
interface Rendition {
  readonly expected: number[][];
  readonly fetched: FetchedRendition;
}

let servers: readonly [Origin, Origin];

beforeAll(async () => {
  const masters: Record<string, string> = {};
  for (const { asset, path } of CASES) {
    const file = await path();
    masters[asset + extname(file)] = file;
  }
  servers = await startTwins({ masters });
});

afterAll(async () => {
  for (const server of servers?.toReversed() ?? []) await server.stop();
});

describe.each(CASES)('$what', ({ asset, path, frames, keepEvery }) => {
  /** With the times at which the first frame is held. */
  let master: FrameTimes;
  let held: number;
  let highest: Rendition;
  let lowest: Rendition;

  beforeAll(async () => {
    const own = await masterFrameTimes(await path());
    const before = heldTicks(own);
    master = { ...own, ticks: [...before, ...own.ticks] };
    held = before.length;
    const { variants } = await readPresentation(servers[0], asset);
    const byHeight = variants.toSorted((a, b) => (b.height ?? 0) - (a.height ?? 0));
    const fetchOne = async (rendition: RenditionUrls, every: number) => ({
      expected: framesOfSegments(master, rendition.durations, every),
      fetched: await fetchShuffled(rendition, servers, 2024 + every),
    });
    highest = await fetchOne(byHeight.at(0)!, keepEvery[0]);
    lowest = await fetchOne(byHeight.at(-1)!, keepEvery[1]);
  });

  const both = () => [highest, lowest];
  /** The numbers burnt into these frames. */
  const numbered = (expected: readonly number[]) => expected.map((frame) => Math.max(0, frame - held));

  test('joined, its segments equal the master frame for frame', async () => {
    expect(master.ticks).toHaveLength(held + frames);
    const numbers = both().map(({ fetched }) => decodeFrameNumbers('pipe:0', { input: joined(fetched) }));
    expect(await Promise.all(numbers)).toEqual(both().map(({ expected }) => numbered(expected.flat())));
  });

  test("each frame has the master's presentation time, to the tick", async () => {
    const times = both().map(({ fetched }) => probeFrameTimes('pipe:0', joined(fetched)));
    const timesOf = ({ expected }: Rendition): FrameTimes => ({
      timescale: master.timescale,
      ticks: expected.flat().map((frame) => master.ticks[frame]!),
    });
    expect(await Promise.all(times)).toEqual(both().map(timesOf));
  });

  test('each segment decodes independently, to exactly the frames of its range', async () => {
    for (const segment of highest.expected.keys()) {
      const numbers = both().map(({ fetched }) =>
        decodeFrameNumbers('pipe:0', { input: alone(fetched, segment) }),
      );
      expect(await Promise.all(numbers)).toEqual(both().map(({ expected }) => numbered(expected[segment]!)));
    }
  });

  test('no frame is left out, except every second one at half the rate', () => {
    for (const [index, { expected }] of both().entries()) {
      const every = keepEvery[index]!;
      const numbers = expected.flat();
      const distances = numbers.slice(1).map((frame, i) => frame - numbers[i]!);
      expect(numbers[0]).toBe(0);
      expect(new Set(distances)).toEqual(new Set([every]));
      expect(held + frames - numbers.at(-1)!).toBeLessThanOrEqual(every);
    }
  });
});
