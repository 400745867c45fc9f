import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issueAd, issueSequence, verifyAd, verifySequence } from '../../../src/access/index.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import type { SequenceEntry } from '../../../src/shared/sequence/sequence-entry.js';

const key = createSecretKey(Buffer.alloc(32, 1));
const asset = toAssetId('films/trailer');
const grant = 'eyJlIjoxfQ.0123456789012345678901';
const entries: readonly SequenceEntry[] = [
  { asset: toAssetId('ads/Ä one'), version: '7a3f01' },
  { frames: { first: 0, end: 700 } },
  { asset: toAssetId('ads/two'), version: '000000', frames: { first: 3, end: 9 } },
  { asset: toAssetId('ads/three'), version: '000000', isTracked: true },
  { asset: toAssetId('ads/four'), version: '000000', frames: { first: 3, end: 9 }, isTracked: true },
];
const refusedAs = (code: string) => expect.objectContaining({ code });

describe('the signed list of a sequence', () => {
  const sequence = issueSequence(key, asset, { grant, entries });

  it('says what was signed, in characters that URLs have', () => {
    expect(verifySequence(key, asset, sequence)).toEqual({ grant, entries });
    expect(sequence).toMatch(/^[\w.~-]+$/);
  });

  it('has what the session asked for, if it did, and nothing else in its place', () => {
    const parameters = 'max_height=240&language=de';
    const asked = issueSequence(key, asset, { grant, entries, parameters });
    expect(verifySequence(key, asset, asked)).toEqual({ grant, entries, parameters });
    expect(issueSequence(key, asset, { grant, entries, parameters: '' })).toBe(sequence);
    const [, list, said, mac] = asked.split('~');
    const other = Buffer.from('max_height=241').toString('base64url');
    for (const changed of [
      [list, other, mac],
      [list, mac],
      [list, said, other, mac],
    ])
      expect(() => verifySequence(key, asset, [grant, ...changed].join('~'))).toThrow();
    expect(() => verifySequence(key, asset, [grant, list, other, mac].join('~'))).toThrow(
      refusedAs('grant_forged'),
    );
  });

  it('is of one asset, one key and one grant', () => {
    const [, list, mac] = sequence.split('~');
    const other = createSecretKey(Buffer.alloc(32, 2));
    expect(() => verifySequence(key, toAssetId('films/other'), sequence)).toThrow(refusedAs('grant_forged'));
    expect(() => verifySequence(other, asset, sequence)).toThrow(refusedAs('grant_forged'));
    expect(() => verifySequence(key, asset, `eyJlIjoyfQ.0123456789012345678901~${list}~${mac}`)).toThrow(
      refusedAs('grant_forged'),
    );
  });

  it.each(['', '~', 'a~b~c', `${sequence}~`, `${sequence}A`, 'a'.repeat(10_000)])(
    'is refused as it is not written here: %#',
    (text) => {
      expect(() => verifySequence(key, asset, text)).toThrow(refusedAs('grant_malformed'));
    },
  );

  it('that another version of Onplay wrote is malformed', () => {
    const strange = [{ frames: { first: -1, end: 2 } }];
    expect(() => verifySequence(key, asset, issueSequence(key, asset, { grant, entries: strange }))).toThrow(
      refusedAs('grant_malformed'),
    );
  });

  it('is refused where no URL has room for it', () => {
    const long = Array.from({ length: 22 }, (_, i) => ({
      ...{ asset: toAssetId(`${'ad'.repeat(120)}-${i}`), version: '7a3f01' },
    }));
    expect(() => issueSequence(key, asset, { grant, entries: long })).toThrow(
      refusedAs('sequence_impossible'),
    );
  });
});

describe('an ad of a sequence, signed alone', () => {
  const entry = {
    asset: toAssetId('ads/one'),
    version: '7a3f01',
    fired: { id: 'AZaz09-_AZaz09-_', places: 5 },
  };
  const ad = issueAd(key, asset, { grant, entry });

  it('says what was signed', () => {
    expect(verifyAd(key, asset, ad)).toEqual({ grant, entry });
  });

  it('is no sequence, and a sequence is no ad', () => {
    const sequence = issueSequence(key, asset, { grant, entries: [entry] });
    expect(() => verifySequence(key, asset, ad)).toThrow(refusedAs('grant_forged'));
    expect(() => verifyAd(key, asset, sequence)).toThrow(refusedAs('grant_forged'));
    expect(() => verifyAd(key, toAssetId('films/other'), ad)).toThrow(refusedAs('grant_forged'));
    expect(() => verifyAd(key, asset, '')).toThrow(refusedAs('grant_malformed'));
  });
});
