import { describe, expect, it } from 'vitest';
import { cacheResult, phaseMs, retryAfterSeconds } from '../../bench/support/viewer-exchange.js';

describe('the headers of a response', () => {
  const headers = { 'server-timing': 'cache;desc="prefetched", queue;dur=0.4, encode;dur=812.5' };

  it('have the result of the segment request', () => {
    expect(cacheResult(headers)).toBe('prefetched');
    expect(cacheResult({ 'server-timing': 'cache;desc=hit' })).toBe('hit');
    expect(cacheResult({})).toBeUndefined();
  });

  it('have the duration of each phase', () => {
    expect(phaseMs(headers, 'encode')).toBe(812.5);
    expect(phaseMs(headers, 'queue')).toBe(0.4);
    expect(phaseMs(headers, 'feed')).toBe(0);
    expect(phaseMs({}, 'encode')).toBe(0);
  });

  it('have the retry delay in seconds', () => {
    expect(retryAfterSeconds({ 'retry-after': '5' })).toBe(5);
    expect(retryAfterSeconds({ 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' })).toBeUndefined();
    expect(retryAfterSeconds({})).toBeUndefined();
  });
});
