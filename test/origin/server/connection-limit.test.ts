import { describe, expect, it } from 'vitest';
import { connectionLimit, openFilesIn, openFilesLimit } from '../../../src/origin/server/connection-limit.js';

describe('the number of connections', () => {
  it.each([
    [Number.POSITIVE_INFINITY, 10_000],
    [1_048_576, 10_000],
    [1024, 384],
    [100, 16],
  ])('with %d file descriptors is %d', (openFiles, connections) => {
    expect(connectionLimit(openFiles)).toBe(connections);
  });
});

describe('the limit of open files', () => {
  const limits = (soft: string) =>
    `Limit                     Soft Limit           Hard Limit           Units     \nMax open files            ${soft}                 524288               files     \n`;

  it('is the soft one that the system tells', () => {
    expect(openFilesIn(limits('1024'))).toBe(1024);
  });

  it('is infinite where there is none, or the system does not tell', () => {
    expect([openFilesIn(limits('unlimited')), openFilesIn('')]).toStrictEqual([Infinity, Infinity]);
  });

  it.runIf(process.platform === 'linux')('is known of this process', () => {
    expect(openFilesLimit()).toBeGreaterThan(0);
  });
});
