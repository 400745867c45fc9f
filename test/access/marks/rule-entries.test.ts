import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_ENTRIES,
  MAX_REMOVED,
  RuleEntries,
  type RuleEntry,
  ruleEntrySchema,
} from '../../../src/access/marks/rule-entries.js';

const rule = (text: string) => ({ asset: '/', overlays: [{ text }] });
const held = (...lists: readonly (readonly RuleEntry[])[]) => {
  const entries = new RuleEntries();
  for (const list of lists) entries.take(list);
  return entries;
};
const numbered = (count: number, of: (n: number) => Omit<RuleEntry, 'name'>) =>
  Array.from({ length: count }, (_, n) => ({ name: `rule-${n}`, ...of(n) }));

describe('changes of rules', () => {
  it('are the same in whichever order, and however often, a server is told of them', () => {
    const changes = fc.array(
      fc.record(
        {
          name: fc.constantFrom('one', 'two'),
          at: fc.integer({ min: 0, max: 3 }),
          rule: fc.constantFrom('a', 'b').map(rule),
        },
        { requiredKeys: ['name', 'at'], noNullPrototype: true },
      ),
    );
    const shuffled = changes.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: 2 * list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        const [one, two] = [held(list), held(other)];
        expect(two.rules()).toStrictEqual(one.rules());
        for (const name of ['one', 'two']) expect(two.get(name)).toStrictEqual(one.get(name));
      }),
    );
  });

  it('that were made at one moment leave the mark, not its removal', () => {
    const [put, removed] = [
      { name: 'one', at: 5, rule: rule('a') },
      { name: 'one', at: 5 },
    ];
    expect(held([put], [removed]).rules()).toHaveLength(1);
    expect(held([removed], [put]).rules()).toHaveLength(1);
  });

  it('count more than those that are known, whatever the clock says', () => {
    const entries = held([{ name: 'one', at: 9000, rule: rule('a') }]);
    entries.take([entries.next('one', undefined, 100)]);
    expect(entries.rules()).toStrictEqual([]);
    entries.take([entries.next('one', rule('b'), 50)]);
    expect(entries.rules()).toStrictEqual([{ name: 'one', ...rule('b') }]);
  });

  it('are forgotten of rules that are gone, the oldest first', () => {
    const entries = held(numbered(MAX_REMOVED + 2, (n) => ({ at: n })));
    expect(entries.all()).toHaveLength(MAX_REMOVED);
    expect([entries.get('rule-1'), entries.get('rule-2')]).toStrictEqual([
      undefined,
      { name: 'rule-2', at: 2 },
    ]);
  });

  it('are not held without bound', () => {
    const entries = held(numbered(MAX_ENTRIES + 10, (n) => ({ at: n, rule: rule('a') })));
    expect(entries.all()).toHaveLength(MAX_ENTRIES);
    entries.take([{ name: 'rule-0', at: 9e9 }]);
    expect(entries.get('rule-0')).toStrictEqual({ name: 'rule-0', at: 9e9 });
  });

  it.each([
    { name: '../one', at: 1 },
    { name: 'One', at: 1 },
    { name: 'a'.repeat(65), at: 1 },
    { name: 'one', at: -1 },
    { name: 'one', at: 1.5 },
    { name: 'one', at: 9e15 },
    { name: 'one', at: 1, rule: { overlays: [{ text: 'a' }] } },
    { name: 'one', at: 1, rule: null },
    { name: 'one' },
    { name: 'one', at: 1, more: 1 },
  ])('are not read as %o', (entry) => {
    expect(ruleEntrySchema.safeParse(entry).success).toBe(false);
  });
});
