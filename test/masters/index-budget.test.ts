import { expect, test } from 'vitest';
import { IndexBudget } from '../../src/masters/index-budget.js';
import { MAX_SAMPLES } from '../../src/masters/limits.js';
import { codeOf } from './support/errors.js';

/** Tables of a film at 60 frames a second: a size and a composition offset to each frame. */
const pictures = (hours: number) => {
  const samples = hours * 3600 * 60;
  return { kind: 'video', samples, tableBytes: 12 * samples } as const;
};
/** Tables of AAC at 48 kHz: a size to each packet. */
const sound = (hours: number) => {
  const samples = Math.ceil((hours * 3600 * 48_000) / 1024);
  return { kind: 'audio', samples, tableBytes: 4 * samples } as const;
};

test('a day at 60 frames a second with two languages has room, and so have four hours with eight', () => {
  for (const [hours, languages] of [
    [24, 2],
    [4, 8],
  ] as const) {
    const budget = new IndexBudget();
    const tracks = [pictures(hours), ...Array.from({ length: languages }, () => sound(hours))];
    expect(tracks.map((track) => budget.add(track, false))).toEqual(tracks.map(() => true));
  }
});

test('what does not fit is turned away and leaves room for what does', () => {
  const budget = new IndexBudget();
  expect(budget.add({ kind: 'video', samples: 10_000_000, tableBytes: 0 }, false)).toBe(true);
  expect(budget.add({ kind: 'audio', samples: MAX_SAMPLES, tableBytes: 0 }, false)).toBe(false);
  expect(budget.add({ kind: 'audio', samples: 1_000_000, tableBytes: 0 }, false)).toBe(true);
});

test('tables of hundreds of megabytes are turned away however few samples they name', () => {
  expect(new IndexBudget().add({ kind: 'audio', samples: 10, tableBytes: 500_000_000 }, false)).toBe(false);
});

test('memory is asked for before it is taken, also for samples that turn up later', async () => {
  const asked: number[] = [];
  const budget = new IndexBudget(async (bytes) => {
    asked.push(bytes);
  });
  budget.add({ kind: 'audio', samples: 1000, tableBytes: 4000 }, false);
  await budget.reserve();
  await budget.requireRoom(-5);
  await budget.requireRoom(1000);
  expect(asked).toEqual([30_000, 56_000]);
  expect(await codeOf(() => budget.requireRoom(MAX_SAMPLES))).toBe('master_too_complex');
});
