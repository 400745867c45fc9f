import { expect, test } from 'vitest';
import { IndexBudget } from '../../src/tracks/index-budget.js';
import { MAX_SAMPLES } from '../../src/tracks/limits.js';
import { codeOf } from '../masters/support/errors.js';

/** A film at 60 frames per second, whose tables have a size and a composition offset per frame. */
const videoCost = (hours: number) => {
  const samples = hours * 3600 * 60;
  return { kind: 'video', samples, tableBytes: 12 * samples } as const;
};
/** AAC at 48 kHz, whose tables have a size per packet. */
const audioCost = (hours: number) => {
  const samples = Math.ceil((hours * 3600 * 48_000) / 1024);
  return { kind: 'audio', samples, tableBytes: 4 * samples } as const;
};

test('a day at 60 frames per second with two languages fits, and so do four hours with eight', () => {
  for (const [hours, languages] of [
    [24, 2],
    [4, 8],
  ] as const) {
    const budget = new IndexBudget();
    const tracks = [videoCost(hours), ...Array.from({ length: languages }, () => audioCost(hours))];
    expect(tracks.map((track) => budget.add(track, false))).toEqual(tracks.map(() => true));
  }
});

test('a track that does not fit is not added, and a smaller one still fits', () => {
  const budget = new IndexBudget();
  expect(budget.add({ kind: 'video', samples: 10_000_000, tableBytes: 0 }, false)).toBe(true);
  expect(budget.add({ kind: 'audio', samples: MAX_SAMPLES, tableBytes: 0 }, false)).toBe(false);
  expect(budget.add({ kind: 'audio', samples: 1_000_000, tableBytes: 0 }, false)).toBe(true);
});

test('text of 64 tracks fits, and not hundreds of thousands of samples for each of them, beside which audio still does', () => {
  const text = (samples: number) => ({ kind: 'text', samples, tableBytes: 0 }) as const;
  const fitting = (samples: number, budget = new IndexBudget()) =>
    Array.from({ length: 64 }, () => budget.add(text(samples), true)).filter((fits) => fits).length;
  expect(fitting(16_384)).toBe(64);
  const budget = new IndexBudget();
  expect(fitting(200_000, budget)).toBe(6);
  expect(budget.add(audioCost(4), true)).toBe(true);
  budget.release(text(200_000));
  expect(fitting(200_000, budget)).toBe(1);
});

test('tables of hundreds of megabytes do not fit, however few samples they have', () => {
  expect(new IndexBudget().add({ kind: 'audio', samples: 10, tableBytes: 500_000_000 }, false)).toBe(false);
});

test('memory is reserved before it is allocated, also for samples that are found later', async () => {
  const reserved: number[] = [];
  const budget = new IndexBudget(async (bytes) => {
    reserved.push(bytes);
  });
  budget.add({ kind: 'audio', samples: 1000, tableBytes: 4000 }, false);
  await budget.reserve();
  await budget.assertCapacity(-5);
  await budget.assertCapacity(1000);
  expect(reserved).toEqual([30_000, 56_000]);
  expect(await codeOf(() => budget.assertCapacity(MAX_SAMPLES))).toBe('master_too_complex');
});
