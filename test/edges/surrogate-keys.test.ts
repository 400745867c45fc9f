import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { surrogateKeyOf, surrogateKeys } from '../../src/edges/surrogate-keys.js';
import { type AssetId, assetPath, toAssetId } from '../../src/shared/asset-id.js';
import { OnplayError } from '../../src/shared/errors.js';

const anyAsset: fc.Arbitrary<AssetId> = fc
  .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 4 })
  .map((components) => {
    try {
      return toAssetId(components.join('/'));
    } catch (error) {
      if (error instanceof OnplayError) return toAssetId('film');
      throw error;
    }
  });

describe('surrogate keys', () => {
  it('are accepted by every CDN, whatever the name of the asset', () => {
    fc.assert(
      fc.property(anyAsset, fc.string(), (asset, version) => {
        for (const key of surrogateKeys(asset, version, 'v720')) expect(key).toMatch(/^[a-z0-9-]{1,27}$/);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('can be computed from a URL by an edge', () => {
    const asset = toAssetId('Kurse/Über uns');
    const path = assetPath(asset);
    const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24);
    expect(path).toBe('Kurse/%C3%9Cber%20uns');
    expect(surrogateKeyOf({ kind: 'asset', asset })).toBe(`a-${digest(path)}`);
    expect(surrogateKeyOf({ kind: 'rendition', asset, rendition: 'v720' })).toBe(
      `r-${digest(`${path}\nv720`)}`,
    );
  });

  it('are the keys that purges of a target name', () => {
    const asset = toAssetId('film');
    const keys = surrogateKeys(asset, '1-2', 'v720');
    const targets = [
      { kind: 'everything' },
      { kind: 'asset', asset },
      { kind: 'version', asset, version: '1-2' },
      { kind: 'rendition', asset, rendition: 'v720' },
    ] as const;
    expect(targets.map(surrogateKeyOf)).toStrictEqual([...keys]);
    expect(new Set(keys).size).toBe(4);
    expect(surrogateKeys(asset, '1-3', 'v720')[2]).not.toBe(keys[2]);
  });
});
