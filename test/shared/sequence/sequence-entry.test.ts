/** The list of a sequence in URLs: it is read as it was written, and nothing else is. */
import { describe, expect, it } from 'vitest';
import { toAssetId } from '../../../src/shared/asset-id.js';
import {
  readEntries,
  type SequenceEntry,
  writeEntries,
} from '../../../src/shared/sequence/sequence-entry.js';

const asset = toAssetId('ads/one');
const insert = { asset, version: '7a3f01' };
const frames = { first: 0, end: 600 };

describe('the parts of a sequence', () => {
  it('are read as they were written: pieces, and inserts, cut or whole, with a gain or without', () => {
    const entries: readonly SequenceEntry[] = [
      { frames: { first: 0, end: 700 } },
      insert,
      { ...insert, gain: -3.5 },
      { ...insert, frames },
      { ...insert, gain: 12, frames },
      { ...insert, isTracked: true },
      { ...insert, gain: -24, frames, isTracked: true },
      { ...insert, isTracked: true, fired: { id: 'AZaz09-_AZaz09-_', places: 63 } },
    ];
    expect(readEntries(writeEntries(entries))).toEqual(entries);
  });

  it('are read as they were written: a whole programme, and interstitials with their frames', () => {
    const entries: readonly SequenceEntry[] = [
      {},
      { ...insert, at: 0 },
      { ...insert, gain: -3.5, frames, isTracked: true, at: 700 },
    ];
    expect(readEntries(writeEntries(entries))).toEqual(entries);
  });

  it.each([
    '[]',
    '[[0]]',
    '[[],["ads/one","7a3f01",{"at":-1}]]',
    '[[{"at":1}]]',
    '[["ads/one"]]',
    '[["ads/one","7a3f01",0]]',
    '[["ads/one","7a3f01",{"gain":0}]]',
    '[["ads/one","7a3f01",{"gain":-3.4}]]',
    '[["ads/one","7a3f01",{"gain":99}]]',
    '[["ads/one","7a3f01",0,600,{"gain":-3.5,"seal":1}]]',
    '[[0,700,{"gain":-3.5}]]',
    '[["ads/one","7a3f01",{"fired":["AZaz09-_AZaz09-_",0]}]]',
    '[["ads/one","7a3f01",{"fired":["AZaz09-_AZaz09-_",64]}]]',
    '[["ads/one","7a3f01",{"fired":["AZaz09-_AZaz09-",1]}]]',
  ])('are not %s', (text) => {
    expect(() => readEntries(text)).toThrow();
  });
});
