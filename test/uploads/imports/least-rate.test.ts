import { expect, it } from 'vitest';
import { LeastRate } from '../../../src/uploads/imports/least-rate.js';

it('ends a copy that drips for a minute, and none that pauses and goes on', () => {
  let now = 0;
  const rate = new LeastRate(() => now);
  for (; now < 59_000; now += 1000) rate.add(0);
  now = 60_000;
  rate.add(600_000);
  for (; now < 119_000; now += 1000) rate.add(100);
  now = 121_000;
  expect(() => rate.add(100)).toThrow(expect.objectContaining({ code: 'import_source_slow' }));
});
