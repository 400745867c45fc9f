/** Where there is audio and no video, a frame is held: the first one before, the last one after. */
import { describe, expect, test } from 'vitest';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { probeFrameTimes } from '../../support/joined-frames.js';
import { type TimelineKind, timelineMaster } from '../../support/timeline-masters.js';
import { joinVideo } from './support/encode.js';
import { fedFrames } from './support/fed-frames.js';
import { hashFrames } from './support/frame-hashes.js';
import { withMaster } from './support/master-under-test.js';

/** Containers round times to a millisecond. */
const ROUNDING_SECONDS = 0.001;
const LONGEST_SECONDS = 2 + ROUNDING_SECONDS;

/** Checks that frames are at most two seconds apart, from the start of the master to its end. */
function expectFilled(times: readonly number[], seconds: number): void {
  const steps = [...times, seconds].slice(1).map((time, i) => time - times[i]!);
  expect(times[0]).toBeLessThan(ROUNDING_SECONDS);
  expect(Math.min(...steps)).toBeGreaterThan(0);
  expect(Math.max(...steps)).toBeLessThan(LONGEST_SECONDS);
}

describe('before video that begins late', () => {
  test.each([
    ['late-by-five', 4],
    ['late-hevc', 3],
    ['late-mkv', 3],
    ['late-interlaced', 3],
  ] as const)('the first frame of %s is held', async (kind, times) => {
    const path = await timelineMaster(kind);
    await withMaster(path, async (master) => {
      const frames = (await fedFrames(master)).flat();
      const whole = await hashFrames(path);
      const [first] = whole;
      expect(frames.map(({ hash }) => hash)).toEqual([
        ...Array.from({ length: times }, () => first!.hash),
        ...whole.map(({ hash }) => hash),
      ]);
      whole.forEach(({ time }, i) => {
        expect(Math.abs(frames[times + i]!.time - time)).toBeLessThan(ROUNDING_SECONDS);
      });
      const { end, timescale } = master.index.video!;
      expectFilled(
        frames.map(({ time }) => time),
        end / timescale,
      );
    });
  });
});

describe('after video that ends early', () => {
  test.each([
    ['ends-early', 9, 72],
    ['ends-early-prores', 6, 72],
    ['ends-early-vp9', 7, 72],
  ] as const)('the last frame of %s is held', async (kind, seconds, count) => {
    const path = await timelineMaster(kind);
    await withMaster(path, async (master) => {
      const frames = (await fedFrames(master)).flat();
      const whole = await hashFrames(path);
      expect(frames.slice(0, count).map(({ hash }) => hash)).toEqual(whole.map(({ hash }) => hash));
      expect(new Set(frames.slice(count).map(({ hash }) => hash))).toEqual(new Set([whole.at(-1)!.hash]));
      expectFilled(
        frames.map(({ time }) => time),
        seconds,
      );
      expect(master.map.videoCount).toBe(master.map.count);
    });
  });
});

test.each([
  ['one-picture', 11],
  ['one-picture-mov', 5],
  ['one-picture-vp9', 6],
] as const)('%s becomes a film of it', async (kind, seconds) => {
  await withMaster(await timelineMaster(kind), async (master) => {
    const frames = (await fedFrames(master)).flat();
    expect(new Set(frames.map(({ hash }) => hash)).size).toBe(1);
    expectFilled(
      frames.map(({ time }) => time),
      seconds,
    );
    expect(master.map.videoCount).toBe(master.map.count);
  });
});

test.each([
  ['late-by-five', [0, 0, 0, 0]],
  ['late-interlaced', [0, 0, 0]],
  ['one-picture', [0, 0, 0, 0, 0]],
] satisfies [TimelineKind, number[]][])(
  'held frames of %s are encoded, checked and joined like others',
  async (kind, held) => {
    await withMaster(await timelineMaster(kind), async (master) => {
      const joined = await joinVideo(master, master.ladder.video[0]!);
      const numbers = await decodeFrameNumbers('pipe:0', { input: joined });
      const count = master.index.video!.frames.length - held.length;
      expect(numbers).toEqual([...held, ...Array.from({ length: count }, (_, i) => i)]);
      const { ticks, timescale } = await probeFrameTimes('pipe:0', joined);
      expect(timescale).toBe(master.index.video!.timescale);
      expect(ticks[0]).toBe(0);
      expect(new Set(ticks).size).toBe(ticks.length);
    });
  },
);
