import { describe, expect, it } from 'vitest';
import { cmcdHeaders, withCmcdQuery } from '../../bench/support/viewer-cmcd.js';

const state = {
  sessionId: '5f1c',
  objectType: 'v',
  durationSeconds: 4.004,
  bufferSeconds: 12.34,
  throughput: 5_432_100,
  nextObject: '8.m4s',
  startup: true,
} as const;

describe('CMCD of a viewer', () => {
  it('is one query parameter with sorted keys, rounded as the standard requires', () => {
    const url = new URL(withCmcdQuery('http://origin.example/a/7.m4s?x=1', state));
    expect(url.searchParams.get('x')).toBe('1');
    expect(url.searchParams.get('CMCD')).toBe('bl=12300,d=4004,mtp=5400,nor="8.m4s",ot=v,sf=h,sid="5f1c",su');
  });

  it('is split into headers, each with its own keys', () => {
    expect(cmcdHeaders(state)).toEqual({
      'CMCD-Object': 'd=4004,ot=v',
      'CMCD-Request': 'bl=12300,mtp=5400,nor="8.m4s",su',
      'CMCD-Session': 'sf=h,sid="5f1c"',
    });
  });

  it('omits unknown values', () => {
    expect(cmcdHeaders({ sessionId: '5f1c', objectType: 'm', startup: false })).toEqual({
      'CMCD-Object': 'ot=m',
      'CMCD-Session': 'sf=h,sid="5f1c"',
    });
  });
});
