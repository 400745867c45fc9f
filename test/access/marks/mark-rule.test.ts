import { describe, expect, it } from 'vitest';
import { MAX_MARK_RULE_BYTES, markRuleSchema } from '../../../src/access/marks/mark-rule.js';

const overlays = [{ text: '{viewer}' }];
const isAccepted = (rule: unknown) => markRuleSchema.safeParse(rule).success;

describe('a rule for marks', () => {
  it.each([
    { viewer: 'ann', overlays },
    { viewer: 'ann', tenant: 'acme', overlays },
    { tenant: 'acme', overlays },
    { asset: 'film', overlays },
    { asset: 'films/', tenant: 'acme', overlays },
    { asset: '/', overlays: [{ image: 'logo.png', place: 'top-left' }, ...overlays] },
  ])('names sessions, and overlays as the claim has them: %o', (rule) => {
    expect(markRuleSchema.parse(rule)).toStrictEqual(rule);
  });

  it('has the name of its asset as assets have it', () => {
    expect(markRuleSchema.parse({ asset: 'cafe\u0301', overlays }).asset).toBe('café');
  });

  it.each([
    ['no session', { overlays }],
    ['no overlay', { viewer: 'ann', overlays: [] }],
    ['nothing to draw', { viewer: 'ann' }],
    ['five overlays', { viewer: 'ann', overlays: Array(5).fill({ text: 'a' }) }],
    ['another member', { viewer: 'ann', overlays, until: 1 }],
    ['another member of an overlay', { viewer: 'ann', overlays: [{ text: 'a', color: 'red' }] }],
    ['an empty viewer', { viewer: '', overlays }],
    ['no text for a viewer', { viewer: 7, overlays }],
    ['null for a viewer', { viewer: null, overlays }],
    ['a control character', { viewer: 'an\nn', overlays }],
    ['a viewer of 129 characters', { viewer: 'a'.repeat(129), overlays }],
    ['a name that no asset has', { asset: '../film', overlays }],
    ['a name of no end', { asset: 'a'.repeat(1e6), overlays }],
    ['a file of another kind', { viewer: 'ann', overlays: [{ image: '../logo.png' }] }],
    ['text that is not seen', { viewer: 'ann', overlays: [{ text: '\u200b' }] }],
    [
      'text and marks that no grant has room for',
      {
        viewer: 'ann',
        overlays: Array.from('abcd', (a) => ({
          text: `${a} ${'x'.repeat(120)}`,
          move: 60,
          seed: '\u{1f600}'.repeat(32),
        })),
      },
    ],
    [
      'more bytes than it may',
      {
        viewer: 'ann',
        overlays: [
          { text: `{${'a'.repeat(60)}}`.repeat(8), move: 1, seed: '\u0001'.repeat(64) },
          ...Array(3).fill({ text: `{${'é'.repeat(60)}}${'é'.repeat(440)}` }),
        ],
      },
    ],
    ['a list', [{ viewer: 'ann', overlays }]],
    ['null', null],
    ['text', 'ann'],
  ])('is not accepted with %s', (_, rule) => {
    expect(isAccepted(rule)).toBe(false);
  });

  it('may name any claim, also one that every object has', () => {
    expect(isAccepted({ viewer: 'ann', overlays: [{ text: '{__proto__} {constructor} {order_id}' }] })).toBe(
      true,
    );
  });

  it('may have long names of claims, but not without bound', () => {
    const text = (count: number) => `{${'a'.repeat(60)}}`.repeat(count);
    const rule = (count: number) => ({
      viewer: 'ann',
      overlays: Array(4).fill({ text: text(count), every: 60, for: 10 }),
    });
    expect(JSON.stringify(rule(8)).length).toBeLessThan(MAX_MARK_RULE_BYTES);
    expect(isAccepted(rule(8))).toBe(true);
    expect(isAccepted(rule(9))).toBe(false);
  });
});
