/** Whatever a table claims, each frame of each segment is what the decoder makes of the whole master. */
import { describe, expect, test } from 'vitest';
import { fedFrames } from '../../encoder/produce/support/fed-frames.js';
import { hashFrames } from '../../encoder/produce/support/frame-hashes.js';
import { openMaster } from '../../encoder/produce/support/master-under-test.js';
import { type AccessSource, accessMaster, type TableFault } from '../../support/access-masters.js';

/** So that there are many seams, in the middle of groups too. */
const SEGMENTS = { targetSeconds: 0.7, firstSeconds: [0.5] };

async function servedFrames(path: string) {
  const master = await openMaster(path, SEGMENTS);
  try {
    expect(master.map.videoCount).toBeGreaterThan(3);
    return (await fedFrames(master)).flat();
  } finally {
    await master.close();
  }
}

async function expectWholeMaster(source: AccessSource, fault?: TableFault): Promise<void> {
  const served = await servedFrames(await accessMaster(source, fault));
  const whole = await hashFrames(await accessMaster(source));
  expect(served.map(({ hash }) => hash)).toEqual(whole.map(({ hash }) => hash));
  const shift = served[0]!.time - whole[0]!.time;
  for (const [i, { time }] of served.entries())
    expect(Math.abs(time - whole[i]!.time - shift)).toBeLessThan(0.001);
}

describe('a true table', () => {
  test.each(['h264-open', 'h264-refresh', 'hevc-open', 'mpeg2', 'mpeg4', 'h263', 'vp9', 'av1'] as const)(
    'of %s',
    (source) => expectWholeMaster(source),
  );
});

describe('a table in which each sample is a sync sample', () => {
  test.each([
    ...(['h264', 'h264-open', 'h264-refresh', 'hevc-open', 'hevc-closed'] as const),
    ...(['mpeg4', 'mpeg2', 'mpeg2-mov', 'h263', 'vp9', 'av1'] as const),
    ...(['h264-mkv', 'mpeg2-mkv', 'vp8-mkv', 'mpeg4-mkv'] as const),
  ])('of %s', (source) => expectWholeMaster(source, 'each'));
});

describe('a table without sync samples', () => {
  test.each(['h264', 'hevc-open', 'mpeg2', 'av1', 'h264-mkv', 'vp8-mkv'] as const)('of %s', (source) =>
    expectWholeMaster(source, 'none'),
  );
});

describe('a table whose sync samples are each one too far', () => {
  test.each(['h264-open', 'hevc-closed', 'mpeg4', 'vp9', 'h263'] as const)('of %s', (source) =>
    expectWholeMaster(source, 'next'),
  );
});

describe('a table of decode times, of frames that are reordered', () => {
  test.each(['h264', 'h264-open', 'hevc-open', 'hevc-closed', 'mpeg4', 'mpeg2', 'mpeg2-mov'] as const)(
    'of %s',
    (source) => expectWholeMaster(source, 'decode-times'),
  );
});

describe('a recording that begins in the middle of a group', () => {
  test.each([
    ...(['h264', 'h264-open', 'h264-refresh', 'hevc-open', 'hevc-closed'] as const),
    ...(['mpeg2', 'mpeg4', 'vp9', 'av1', 'h264-mkv', 'vp8-mkv'] as const),
  ])('of %s is played from where it can be decoded', async (source) => {
    const served = await servedFrames(await accessMaster(source, 'headless'));
    const whole = await hashFrames(await accessMaster(source));
    expect(served.map(({ hash }) => hash)).toEqual(whole.slice(-served.length).map(({ hash }) => hash));
    expect(served.length).toBeGreaterThan(whole.length / 2);
    expect(served.length).toBeLessThan(whole.length);
  });
});

describe('samples without a byte', () => {
  test.each(['h264-intra', 'mjpeg', 'mpeg4-intra'] as const)(
    'of %s leave the frame before longer',
    async (source) => {
      const served = await servedFrames(await accessMaster(source, 'empty'));
      const whole = await hashFrames(await accessMaster(source));
      const times = new Map(served.map(({ time, hash }) => [hash, time]));
      expect(served.length).toBeLessThan(whole.length);
      for (const [i, { time, hash }] of whole.entries()) {
        const found = times.get(hash);
        if (found === undefined) expect(times.has(whole[i - 1]!.hash)).toBe(true);
        else expect(found).toBeCloseTo(time, 3);
      }
    },
  );
});
