import type { AssetMarks } from '../asset.js';
import type { Presentation } from '../presentation/presentation.js';

/** See `Presentation.sharedFileOf`: segments without a mark, and init segments, are those of the asset without marks. */
export function unmarkedFiles({
  segments,
  others,
  plainOf,
}: Pick<AssetMarks, 'segments' | 'others' | 'plainOf'>): NonNullable<Presentation['sharedFileOf']> {
  return (rendition, name) => {
    const plain = plainOf(rendition);
    if (!plain || (name !== 'init' && segments.has(name))) return undefined;
    return others.presentation.sharedFileOf?.(plain, name) ?? { key: others.keyOf(plain), name };
  };
}
