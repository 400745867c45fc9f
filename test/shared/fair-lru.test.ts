import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { FairLru } from '../../src/shared/fair-lru.js';

let gone: string[];
let lru: FairLru<string>;

beforeEach(() => {
  gone = [];
  lru = new FairLru({ max: 3, onGone: (value) => gone.push(value) });
});

const keys = () => [...lru.entries()].map(([key]) => key);

describe('a memory that clients share', () => {
  it('finds what was added', () => {
    lru.add('anna', 'a', 'film of anna');
    expect([lru.get('a'), lru.peek('a'), lru.get('b'), lru.size]).toStrictEqual([
      ...['film of anna', 'film of anna', undefined, 1],
    ]);
  });

  it('forgets the oldest of the client with most when it is full', () => {
    lru.add('anna', 'a', 'a');
    for (const key of ['b1', 'b2', 'b3', 'b4']) lru.add('bert', key, key);
    expect([keys(), gone]).toStrictEqual([
      ['a', 'b3', 'b4'],
      ['b1', 'b2'],
    ]);
  });

  it('forgets what was used longest ago where all have as much', () => {
    for (const client of ['anna', 'bert', 'carl']) lru.add(client, client, client);
    lru.get('anna');
    lru.peek('bert');
    lru.add('dora', 'dora', 'dora');
    expect(keys()).toStrictEqual(['carl', 'anna', 'dora']);
  });

  it('tells of all that go, and of each once', () => {
    lru.add('anna', 'a', 'a');
    lru.add('bert', 'b', 'b');
    lru.delete('a');
    lru.delete('a');
    lru.clear();
    expect([gone, lru.size]).toStrictEqual([['a', 'b'], 0]);
  });

  it('may lose entries while they are looked through', () => {
    for (const key of ['a', 'b', 'c']) lru.add('anna', key, key);
    for (const [key] of lru.entries()) lru.delete(key);
    expect(lru.size).toBe(0);
  });

  it('never takes from a client while another has more, whatever they add and use', () => {
    const step = fc.record({
      client: fc.constantFrom('a', 'b', 'c', 'd'),
      key: fc.nat(9),
      remove: fc.nat(5),
    });
    const property = fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const entries = new FairLru<{ client: string }>({
        max: 6,
        onGone: ({ client }) => evicted.push(client),
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
