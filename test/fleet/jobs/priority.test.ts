/** In which order jobs are taken. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { priorityOf, tenantOf } from '../../../src/fleet/jobs/priority.js';

const NOW = 1_000_000;
const demand = { priority: 'demand', dueAt: NOW } as const;
const prefetch = { priority: 'prefetch', dueAt: NOW } as const;

/** The tenants in the order in which their jobs are taken; jobs are added in this order. */
function taken(tenants: string): string {
  const outstanding = new Map<string, number>();
  const jobs = [...tenants].map((tenant, arrival) => {
    const count = (outstanding.get(tenant) ?? 0) + 1;
    outstanding.set(tenant, count);
    return { tenant, arrival, priority: priorityOf(demand, count, NOW) };
  });
  // BullMQ takes equal priorities in the order of arrival.
  jobs.sort((a, b) => a.priority - b.priority || a.arrival - b.arrival);
  return jobs.map(({ tenant }) => tenant).join('');
}

describe('the priority of a job', () => {
  test('gives tenants fair turns, however many jobs each has', () => {
    expect(taken('AAABBBCCC')).toBe('ABCABCABC');
    expect(taken(`${'A'.repeat(500)}B`).slice(0, 3)).toBe('ABA');
  });

  test('is higher for what a viewer needs now than for what is due later, and lowest for prefetch', () => {
    const [now, later, prefetched] = [
      priorityOf(demand, 500, NOW),
      priorityOf({ ...demand, dueAt: NOW + 10_000 }, 1, NOW),
      priorityOf(prefetch, 1, NOW),
    ];
    expect(now).toBeLessThan(later);
    expect(later).toBeLessThan(prefetched);
  });

  test('is one that BullMQ accepts, whatever Redis counts', () => {
    fc.assert(
      fc.property(fc.constantFrom(demand, prefetch), fc.double({ noNaN: true }), (urgency, outstanding) => {
        const priority = priorityOf(urgency, Math.trunc(outstanding), NOW);
        expect(Number.isInteger(priority) && priority >= 1 && priority <= 2 ** 21).toBe(true);
      }),
      { seed: 3 },
    );
  });
});

describe('the tenant of an asset', () => {
  test.each([
    ['film', 'film'],
    ['studio/film', 'studio'],
    ['studio/2026/film', 'studio'],
  ])('of %s is %s', (asset, tenant) => expect(tenantOf(asset)).toBe(tenant));
});
