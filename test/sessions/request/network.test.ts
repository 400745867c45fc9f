import { describe, expect, it } from 'vitest';
import { readNetwork } from '../../../src/sessions/request/network.js';

describe('the network', () => {
  const everything = { 'cmcd-request': 'mtp=2000', downlink: '1.5', ect: '2g', 'save-data': 'on' };

  it('is read from the query, else from the player (CMCD), else from the browser', () => {
    const { 'cmcd-request': cmcd, downlink, ect } = everything;
    expect(readNetwork(9, undefined, everything)).toMatchObject({
      estimateBitsPerSecond: 9,
      source: 'query',
    });
    expect(readNetwork(undefined, 'mtp=7', everything)).toMatchObject({
      estimateBitsPerSecond: 2_000_000,
      source: 'CMCD',
    });
    expect(readNetwork(undefined, 'bl=1,mtp=7', { downlink })).toMatchObject({
      estimateBitsPerSecond: 7000,
      source: 'CMCD',
    });
    expect(readNetwork(undefined, undefined, { downlink, ect })).toMatchObject({
      estimateBitsPerSecond: 1_500_000,
      source: 'Downlink header',
    });
    expect(readNetwork(undefined, undefined, { ect })).toMatchObject({
      estimateBitsPerSecond: 70_000,
      source: 'ECT header',
    });
    expect(cmcd).toBe('mtp=2000');
  });

  it.each([
    {},
    { ect: '4g' },
    { ect: '__proto__' },
    { downlink: '0' },
    { downlink: 'fast' },
    { 'cmcd-request': 'mtp=' },
    { 'cmcd-request': 'mtp=0' },
    { 'cmcd-request': 'mtp="2000"' },
    { 'cmcd-request': 'mtp=2000,,' },
    { 'cmcd-request': 'mtp=999999999' },
  ])('is unknown if a header is empty or malformed', (headers) => {
    expect(readNetwork(undefined, undefined, headers)).toStrictEqual({ source: 'nothing', saveData: false });
  });

  it('is spared with Save-Data', () => {
    expect(readNetwork(undefined, undefined, { 'save-data': 'on' }).saveData).toBe(true);
    expect(readNetwork(undefined, undefined, { 'save-data': 'off' }).saveData).toBe(false);
  });
});
