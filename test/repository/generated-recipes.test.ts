import { expect, test } from 'vitest';
import { generatedMasters } from '../e2e/corpus/generated/recipes.js';
import { sweepAt } from '../e2e/corpus/generated/test-signals.js';

const SEED = 1;

test('the same seed gives the same masters, and the first of them whatever the count', () => {
  expect(generatedMasters(SEED, 300)).toEqual(generatedMasters(SEED, 300));
  expect(generatedMasters(SEED, 300).slice(0, 60)).toEqual(generatedMasters(SEED, 60));
  expect(generatedMasters(SEED + 1, 60)).not.toEqual(generatedMasters(SEED, 60));
});

test('the first sixty have every container, and all three hundred every codec, edit and rate', () => {
  const containers = (count: number) =>
    new Set(generatedMasters(SEED, count).map(({ container }) => container));
  expect(containers(60).size).toBeGreaterThanOrEqual(16);
  const masters = generatedMasters(SEED, 300);
  expect(new Set(masters.map(({ name }) => name)).size).toBe(300);
  expect(new Set(masters.map(({ edit }) => edit)).size).toBe(10);
  expect(new Set(masters.map(({ video }) => video?.rate)).size).toBeGreaterThanOrEqual(10);
  expect(new Set(masters.map(({ video }) => video?.codec)).size).toBeGreaterThanOrEqual(24);
  expect(new Set(masters.map(({ audio }) => audio?.codec)).size).toBeGreaterThanOrEqual(30);
});

test('only a master with both tracks has one of them late, and only one', () => {
  for (const { video, audio } of generatedMasters(SEED, 300)) {
    expect(Math.min(video?.delay ?? 0, audio?.delay ?? 0)).toBe(0);
    if (!video || !audio) expect((video?.delay ?? 0) + (audio?.delay ?? 0)).toBe(0);
  }
});

test('the audio is unlike itself at any time within a second', () => {
  const window = Array.from({ length: 4096 }, (_, i) => sweepAt(1 + i / 48_000));
  const likeness = (shift: number) => {
    const other = window.map((_, i) => sweepAt(1 + shift + i / 48_000));
    const product = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    return product(window, other) / Math.sqrt(product(window, window) * product(other, other));
  };
  expect(likeness(0)).toBeCloseTo(1, 6);
  for (const shift of [0.005, 0.02, 0.25, 0.5, 0.75, 1]) expect(Math.abs(likeness(shift))).toBeLessThan(0.6);
});
