import { describe, expect, it } from 'vitest';
import {
  connectionLimit,
  openFilesLimit,
  parseOpenFilesLimit,
} from '../../../src/origin/server/connection-limit.js';

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

  it('is the soft limit of the process', () => {
    expect(parseOpenFilesLimit(limits('1024'))).toBe(1024);
  });

  it('is infinite if there is none, or the system does not report it', () => {
    expect([parseOpenFilesLimit(limits('unlimited')), parseOpenFilesLimit('')]).toStrictEqual([
      Infinity,
      Infinity,
    ]);
  });

  it.runIf(process.platform === 'linux')('is known of this process', () => {
    expect(openFilesLimit()).toBeGreaterThan(0);
  });
});
