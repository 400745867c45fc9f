import { describe, expect, it } from 'vitest';
import { readCodes, readViewers } from '../../src/cli/trace/candidate-codes.js';

describe('a list of codes', () => {
  it('has a number of 32 bits in each line', () => {
    expect([...readCodes('7\r\n\n4294967295\n')]).toEqual([
      [7, []],
      [4_294_967_295, []],
    ]);
  });

  it.each(['', '\n\n', 'ann', '4294967296', '-1', '1.5', ' 7', '00000000007'])('is not %j', (text) => {
    expect(() => readCodes(text)).toThrow(expect.objectContaining({ code: 'argument_invalid' }));
  });

  it('has at most a million', () => {
    expect(() => readCodes('1\n'.repeat(1_000_001))).toThrow(
      expect.objectContaining({ code: 'argument_invalid' }),
    );
  });
});

describe('a list of viewers', () => {
  it('has names, which may be numbers, and all who have the same code', () => {
    const codeOf = (viewer: string) => viewer.length;
    expect([...readViewers('ann\n12345\nben\n', codeOf)]).toEqual([
      [3, ['ann', 'ben']],
      [5, ['12345']],
    ]);
  });
});
