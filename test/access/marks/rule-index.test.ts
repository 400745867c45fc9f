import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NamedRule, RuleIndex } from '../../../src/access/marks/rule-index.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { placesOf } from '../../../src/shared/asset-place.js';

const overlays = [{ text: 'a' }];
const session = (asset: string, viewer?: string, tenant?: string) => ({
  asset: toAssetId(asset),
  ...(viewer !== undefined && { viewer }),
  ...(tenant !== undefined && { tenant }),
});
const matching = (rules: readonly NamedRule[], ...of: Parameters<typeof session>) =>
  new RuleIndex(rules).matching(session(...of)).map(({ name }) => name);

describe('the rules that a session fits', () => {
  const rules: readonly NamedRule[] = [
    { name: 'ann', viewer: 'ann', overlays },
    { name: 'ann-of-acme', viewer: 'ann', tenant: 'acme', overlays },
    { name: 'acme', tenant: 'acme', overlays },
    { name: 'films', asset: 'films/', overlays },
    { name: 'films-of-acme', asset: 'films/', tenant: 'acme', overlays },
    { name: 'film', asset: 'films/film', overlays },
    { name: 'all', asset: '/', overlays },
  ];

  it('name its viewer, its tenant and its asset, or fewer of them', () => {
    expect(matching(rules, 'films/film', 'ann', 'acme')).toStrictEqual([
      ...['acme', 'all', 'ann', 'ann-of-acme', 'film', 'films', 'films-of-acme'],
    ]);
    expect(matching(rules, 'films/other', 'ann', 'globex')).toStrictEqual(['all', 'ann', 'films']);
    expect(matching(rules, 'film', 'ben', 'acme')).toStrictEqual(['acme', 'all']);
    expect(matching(rules, 'films')).toStrictEqual(['all']);
  });

  it('name its viewer and its tenant in whatever normal form of Unicode', () => {
    const [composed, decomposed] = ['Jos\u00e9', 'Jose\u0301'] as const;
    for (const [ofRule, ofToken] of [
      [composed, decomposed],
      [decomposed, composed],
    ] as const) {
      expect(matching([{ name: 'one', viewer: ofRule, overlays }], 'film', ofToken)).toStrictEqual(['one']);
      expect(matching([{ name: 'one', tenant: ofRule, overlays }], 'film', 'ann', ofToken)).toStrictEqual([
        'one',
      ]);
      expect(matching([{ name: 'one', viewer: ofRule, overlays }], 'film', 'Jose')).toStrictEqual([]);
    }
  });

  it('do not name what its token does not say', () => {
    expect(matching([{ name: 'one', viewer: 'ann', asset: '/', overlays }], 'film')).toStrictEqual([]);
    expect(matching([{ name: 'one', tenant: 'acme', viewer: 'ann', overlays }], 'film', 'ann')).toStrictEqual(
      [],
    );
  });

  it('are those that all fit, whichever they are', () => {
    const some = <T>(...values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const ruleOf = fc.record({
      viewer: some('ann', 'ben', '__proto__'),
      tenant: some('acme', 'globex'),
      asset: some('/', 'a/', 'a/b/', 'a/b/c', 'a'),
    });
    const sessions = fc.tuple(
      fc.constantFrom('a', 'a/b', 'a/b/c', 'ab/c'),
      some('ann', 'ben', '__proto__'),
      some('acme', 'globex'),
    );
    fc.assert(
      fc.property(fc.array(ruleOf, { maxLength: 20 }), sessions, (list, [asset, viewer, tenant]) => {
        const named = list
          .filter((rule) => Object.values(rule).some((value) => value !== undefined))
          .map((rule, i) => ({ ...rule, name: `rule-${String(i).padStart(2, '0')}`, overlays }) as NamedRule);
        const isOf = (rule: NamedRule) =>
          (rule.viewer ?? viewer) === viewer &&
          (rule.tenant ?? tenant) === tenant &&
          placesOf(toAssetId(asset)).includes(rule.asset ?? '/');
        expect(matching(named, asset, viewer, tenant)).toStrictEqual(
          named.filter(isOf).map(({ name }) => name),
        );
      }),
    );
  });
});
