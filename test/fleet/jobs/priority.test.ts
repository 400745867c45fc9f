/** In which order jobs are taken. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BANDS, type Band, bandOf, priorityOf, tenantOf } from '../../../src/fleet/jobs/priority.js';

const NOW = 1_000_000;
const NONE = { now: 0, later: 0, prefetch: 0 };

/** The tenants in the order in which their jobs are taken; jobs of a band are added in this order. */
function taken(tenants: string, band: Band = 'now'): string {
  const outstanding = new Map<string, number>();
  const jobs = [...tenants].map((tenant, arrival) => {
    const count = (outstanding.get(tenant) ?? 0) + 1;
    outstanding.set(tenant, count);
    return { tenant, arrival, priority: priorityOf(band, { ...NONE, [band]: count }) };
  });
  // BullMQ takes equal priorities in the order of arrival.
  jobs.sort((a, b) => a.priority - b.priority || a.arrival - b.arrival);
  return jobs.map(({ tenant }) => tenant).join('');
}

const counts = fc.record({ now: fc.nat(1000), later: fc.nat(1000), prefetch: fc.nat(1000) });

describe('the priority of a job', () => {
  test.each(BANDS)('gives tenants fair turns of what is needed %s, however many jobs each has', (band) => {
    expect(taken('AAABBBCCC', band)).toBe('ABCABCABC');
    expect(taken(`${'A'.repeat(500)}B`, band).slice(0, 3)).toBe('ABA');
  });

  test('gives the first job of a tenant its turn before all jobs of one that has others, however urgent these are', () => {
    const first = priorityOf('later', { ...NONE, later: 1, prefetch: 50 });
    fc.assert(
      fc.property(fc.constantFrom<Band>('now', 'later'), counts, (band, others) => {
        fc.pre(others.now + others.later > 0);
        expect(priorityOf(band, { ...others, [band]: others[band] + 1 })).toBeGreaterThan(first);
      }),
      { seed: 3 },
    );
  });

  test('is higher for what a tenant needs now than for all that it needs later but the first', () => {
    const needed = priorityOf('now', { ...NONE, now: 1, later: 50 });
    expect(needed).toBeGreaterThan(priorityOf('later', { ...NONE, later: 1 }));
    expect(needed).toBeLessThan(priorityOf('later', { ...NONE, later: 2 }));
    expect(priorityOf('now', { ...NONE, now: 4, later: 50 })).toBeLessThan(
      priorityOf('later', { ...NONE, later: 2 }),
    );
  });

  test('of prefetch is below that of all demand', () => {
    const last = priorityOf('later', { ...NONE, now: 1000, later: 100_000 });
    expect(priorityOf('prefetch', { ...NONE, prefetch: 1 })).toBeGreaterThan(last);
  });

  test('is one that BullMQ accepts, whatever Redis counts', () => {
    const count = fc.double({ noNaN: true }).map(Math.trunc);
    const any = fc.record({ now: count, later: count, prefetch: count });
    fc.assert(
      fc.property(fc.constantFrom(...BANDS), any, (band, outstanding) => {
        const priority = priorityOf(band, outstanding);
        expect(Number.isInteger(priority) && priority >= 1 && priority <= 2 ** 21).toBe(true);
      }),
      { seed: 3 },
    );
  });
});

describe('a job', () => {
  test.each([
    ['now', 'demand', NOW + 2000],
    ['later', 'demand', NOW + 2001],
    ['prefetch', 'prefetch', NOW],
    ['prefetch', 'background', NOW],
  ] as const)('is needed %s as %s that is due at %d', (band, priority, dueAt) =>
    expect(bandOf({ priority, dueAt }, NOW)).toBe(band),
  );
});

describe('the tenant of an asset', () => {
  test.each([
    ['film', 'film'],
    ['studio/film', 'studio'],
    ['studio/2026/film', 'studio'],
  ])('of %s is %s', (asset, tenant) => expect(tenantOf(asset)).toBe(tenant));
});
