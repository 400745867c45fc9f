import { describe, expect, it } from 'vitest';
import { toAssetId } from '../../src/shared/asset-id.js';
import { placesOf, toAssetPlace } from '../../src/shared/asset-place.js';

describe('assets as an operator names several at once', () => {
  it.each(['film', 'films/trailer', 'films/', 'a/b/c/', '/'])('have a name: %s', (name) => {
    expect(toAssetPlace(name)).toBe(name);
  });

  it('have one name however it is spelled', () => {
    expect(toAssetPlace('cafe\u0301/')).toBe('café/');
  });

  it.each(['', '//', 'a//', '/films', '../', 'films/../', '~/', `${'a'.repeat(300)}/`])(
    'are not named so: %s',
    (name) => {
      expect(() => toAssetPlace(name)).toThrow(expect.objectContaining({ code: 'asset_name_invalid' }));
    },
  );

  it('are what an asset is within, from itself to all', () => {
    expect(placesOf(toAssetId('a/b/c'))).toStrictEqual(['a/b/c', 'a/b/', 'a/', '/']);
    expect(placesOf(toAssetId('film'))).toStrictEqual(['film', '/']);
  });
});
