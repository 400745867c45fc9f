import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FairLru } from '../../src/shared/fair-lru.js';

let removed: string[];
let lru: FairLru<string>;

beforeEach(() => {
  removed = [];
  lru = new FairLru({ max: 3, onRemove: (value) => removed.push(value) });
});

/** How many values of maps and sets are looked at one after the other. */
function iteratorSteps(work: () => void): number {
  const prototypes = [new Map().values(), new Set().values()].map((each) => Object.getPrototypeOf(each));
  const spies = prototypes.map((prototype) => vi.spyOn(prototype, 'next'));
  try {
    work();
    return spies.reduce((steps, { mock }) => steps + mock.calls.length, 0);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const keys = () => [...lru.entries()].map(([key]) => key);

describe('an LRU map that clients share', () => {
  it('returns what was added', () => {
    lru.add('anna', 'a', 'film of anna');
    expect([lru.get('a'), lru.peek('a'), lru.get('b'), lru.size]).toStrictEqual([
      ...['film of anna', 'film of anna', undefined, 1],
    ]);
  });

  it('evicts as many entries as are too large together', () => {
    const sized = new FairLru<string>({ max: 9, maxSize: 10, sizeOf: ({ length }) => length });
    for (const key of ['a1', 'a2', 'a3']) sized.add('anna', key, 'xxx');
    sized.add('bert', 'b', 'xxxxxxx');
    expect([...sized.entries()].map(([key]) => key)).toEqual(['a3', 'b']);
    sized.delete('b');
    sized.add('bert', 'c', 'xxxxxxx');
    expect(sized.size).toBe(2);
    sized.add('bert', 'endless', 'x'.repeat(11));
    expect(sized.size).toBe(0);
  });

  it('evicts the oldest entry of the client with the most entries when it is full', () => {
    lru.add('anna', 'a', 'a');
    for (const key of ['b1', 'b2', 'b3', 'b4']) lru.add('bert', key, key);
    expect([keys(), removed]).toStrictEqual([
      ['a', 'b3', 'b4'],
      ['b1', 'b2'],
    ]);
  });

  it('evicts the least recently used entry if all clients have equally many', () => {
    for (const client of ['anna', 'bert', 'carl']) lru.add(client, client, client);
    lru.get('anna');
    lru.peek('bert');
    lru.add('dora', 'dora', 'dora');
    expect(keys()).toStrictEqual(['carl', 'anna', 'dora']);
  });

  it('evicts from the client that was active longest ago if several have the most', () => {
    const entries = new FairLru<string>({ max: 4 });
    for (const key of ['a1', 'b1', 'b2', 'a2']) entries.add(key.slice(0, 1), key, key);
    entries.add('c', 'c1', 'c1');
    expect([...entries.entries()].map(([key]) => key)).toStrictEqual(['a1', 'b2', 'a2', 'c1']);
    entries.add('c', 'c2', 'c2');
    expect([...entries.entries()].map(([key]) => key)).toStrictEqual(['b2', 'a2', 'c1', 'c2']);
  });

  it.each([
    ['one client has everything', () => 'bert'],
    ['each client has one entry', (n: number) => `client ${n}`],
    ['one client has half of it', (n: number) => (n % 2 === 0 ? `client ${n}` : 'bert')],
  ])('looks at as few entries and clients to evict one of ten thousand as one of ten: %s', (_, clientOf) => {
    const stepsAt = (max: number) => {
      const entries = new FairLru<number>({ max });
      for (let n = 0; n < max; n++) entries.add(clientOf(n), `${n}`, n);
      return iteratorSteps(() => entries.add('anna', 'a', 0));
    };
    expect(stepsAt(10_000)).toBe(stepsAt(10));
  });

  it('reports every removed value, each of them once', () => {
    lru.add('anna', 'a', 'a');
    lru.add('bert', 'b', 'b');
    lru.delete('a');
    lru.delete('a');
    lru.clear();
    expect([removed, lru.size]).toStrictEqual([['a', 'b'], 0]);
  });

  it('allows deletion during iteration', () => {
    for (const key of ['a', 'b', 'c']) lru.add('anna', key, key);
    for (const [key] of lru.entries()) lru.delete(key);
    expect(lru.size).toBe(0);
  });

  it('never evicts from a client while another has more entries, whatever they add and use', () => {
    const step = fc.record({
      client: fc.constantFrom('a', 'b', 'c', 'd'),
      key: fc.nat(9),
      remove: fc.nat(5),
    });
    const property = fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const entries = new FairLru<{ client: string }>({
        max: 6,
        onRemove: ({ client }) => evicted.push(client),
      });
      let evicted: string[] = [];
      const counts = () => {
        const all: Record<string, number> = {};
        for (const [, { client }] of entries.entries()) all[client] = (all[client] ?? 0) + 1;
        return all;
      };
      for (const { client, key, remove } of steps) {
        const name = `${client} ${key}`;
        if (remove === 0) entries.delete(name);
        evicted = [];
        const before = counts();
        if (entries.get(name) === undefined) {
          before[client] = (before[client] ?? 0) + 1;
          entries.add(client, name, { client });
        }
        expect(entries.size).toBeLessThanOrEqual(6);
        for (const victim of evicted) expect(before[victim]).toBe(Math.max(...Object.values(before)));
      }
    });
    fc.assert(property, { seed: 20, numRuns: 200 });
  });
});
