import { describe, expect, it } from 'vitest';
import { breaksOf } from '../../../src/assets/sequence/breaks.js';
import {
  breakSignaling,
  signalingRange,
  signalingVariables,
} from '../../../src/manifests/sequence/ad-signaling.js';
import type { AdTracking } from '../../../src/shared/sequence/ad-tracking.js';
import { madeUpAsset } from '../../segments/support/made-up-master.js';

const T = 'https://t.example';
const asset = madeUpAsset();
const { seconds } = asset.presentation;
const tracking: AdTracking = {
  clickThrough: 'https://shop.example/?a=%22',
  events: [
    { event: 'impression', url: `${T}/1` },
    { event: 'impression', url: `${T}/2` },
    { event: 'progress', url: `${T}/3`, offset: 1.5 },
    { event: 'progress', url: `${T}/4`, offset: seconds + 1 },
  ],
};

describe('the signaling of an ad in HLS', () => {
  it('is a variable of the multivariant playlist for each part that is an ad', () => {
    const part = { asset };
    const placed = [
      { part, grant: 'g' },
      { part, grant: 'g', tracking },
    ];
    const [variable, ...more] = signalingVariables(placed);
    expect(more).toEqual([]);
    expect(variable?.name).toBe('ad1');
    expect(variable?.value).toMatch(/^[\w+/=]+$/);
    expect(JSON.parse(Buffer.from(variable!.value, 'base64').toString())).toEqual({
      version: 2,
      type: 'slot',
      payload: [
        {
          ...{ type: 'linear', start: 0, duration: seconds, identifiers: [] },
          clickThrough: 'https://shop.example/?a=%22',
          tracking: [
            { type: 'impression', urls: [`${T}/1`, `${T}/2`] },
            { type: 'progress', offset: 1.5, urls: [`${T}/3`] },
          ],
        },
      ],
    });
  });

  it('is of all ads of a break together, each with its place in it', () => {
    const ad = { asset, insert: asset.ladder, at: 10 };
    const bumper = { asset, insert: asset.ladder, at: 10 };
    const list = [{ asset }, bumper, ad, { asset, insert: asset.ladder, at: 20 }];
    const [variable, ...more] = breakSignaling(breaksOf(list), (part) =>
      part === ad ? tracking : undefined,
    );
    expect(more).toEqual([]);
    expect(variable?.name).toBe('ad0');
    const { payload } = JSON.parse(Buffer.from(variable!.value, 'base64').toString());
    expect(payload).toHaveLength(1);
    expect(payload[0]).toMatchObject({ start: seconds, duration: seconds });
  });

  it('is referred to by a date range', () => {
    expect(signalingRange(1, 12, 6).attributes).toEqual([['X-AD-CREATIVE-SIGNALING', '"{$ad1}"']]);
  });
});
