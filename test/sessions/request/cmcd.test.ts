import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CmcdValue, measuredThroughput, parseCmcd } from '../../../src/sessions/request/cmcd.js';
import { processorMs } from '../../support/processor-time.js';

describe('Common Media Client Data', () => {
  it('has numbers, tokens, strings and keys without values', () => {
    const text = 'bl=21300,br=3200.5,bs,com.example-id="a \\"b\\" \\\\c, d=1",mtp=48100,ot=v,sf=h, su';
    expect(Object.fromEntries(parseCmcd(text))).toStrictEqual({
      bl: 21_300,
      br: 3200.5,
      bs: true,
      'com.example-id': 'a "b" \\c, d=1',
      mtp: 48_100,
      ot: 'v',
      sf: 'h',
      su: true,
    });
  });

  it.each([
    '',
    ',',
    'mtp=1,',
    'mtp=1,,bl=2',
    ',mtp=1',
    'mtp==1',
    'mtp=1 bl=2',
    'mtp=1x',
    'mtp="1',
    'mtp="1\\n"',
    '=1',
    'mtp=1,mtp=2',
    'mtp=0x10',
    'mtp=1e5',
    `mtp=${'1'.repeat(16)}`,
    `${'a'.repeat(65)}=1`,
    Array.from({ length: 65 }, (_, index) => `k${index}`).join(','),
    `mtp=1,x="${'a'.repeat(2048)}"`,
  ])('is empty if malformed or too long: %.30s', (text) => {
    expect(parseCmcd(text).size).toBe(0);
  });

  it('is parsed as it was serialized', () => {
    const key = fc.stringMatching(/^[a-z][a-z-]{0,8}$/);
    const text = fc.string({ maxLength: 20 });
    const value = fc.oneof(fc.constant<CmcdValue>(true), fc.integer({ min: -1e9, max: 1e9 }), text);
    const written = ([name, content]: [string, CmcdValue]) => {
      if (content === true) return name;
      return `${name}=${typeof content === 'number' ? content : `"${content.replace(/(["\\])/g, '\\$1')}"`}`;
    };
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 8 }),
        (members) => {
          expect([...parseCmcd(members.map(written).join(','))]).toStrictEqual(members);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });

  it('parses any text without an error, in linear time', async () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'amtp=1,."\\ -') }),
        (text) => parseCmcd(text).size <= 64,
      ),
      { seed: 1, numRuns: 1000 },
    );
    const spentMs = await processorMs(() => {
      for (const piece of ['a', 'a=', '1', ' ', '"\\', ',', 'a=1 '])
        parseCmcd(`a=${piece.repeat(1000)}`.slice(0, 2048));
    });
    expect(spentMs).toBeLessThan(500);
  });

  it('has a throughput in whole kbit/s', () => {
    const throughput = (text: string) => measuredThroughput(parseCmcd(text));
    expect(throughput('mtp=48100')).toBe(48_100_000);
    for (const text of ['mtp=0', 'mtp=-5', 'mtp=1.5', 'mtp', 'mtp=fast', 'mtp=100000001', 'bl=1']) {
      expect(throughput(text)).toBeUndefined();
    }
  });
});
