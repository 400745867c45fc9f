import type { MediaPath } from '../../shared/media-url.js';
import type { TraceVariant } from '../../shared/trace/codeword.js';
import type { AssetTraceKeys } from '../../shared/trace/trace-key.js';
import { parseTracedKey, tracedSegmentKey } from '../../shared/trace/traced-names.js';
import type { Asset, AssetRendition } from '../asset.js';
import { encodedAsset } from '../burned-asset.js';
import { type Variant, variantOf } from '../variant.js';
import { assertTraceable, inSecondVariants } from './traced-asset.js';

/** A segment with a hidden mark, as it is asked for. */
export interface TracedSegment {
  /** What is encoded and kept, under a key that tells which variant it is. */
  readonly variant: Variant;
  /** The rendition as all viewers have it, which tells nothing. */
  readonly plain: Variant;
}

/**
 * The variant of a segment that has this name; undefined for a name that is not this segment's in this version.
 * @param asset known as a whole. @throws OnplayError `trace_impossible`.
 */
export function findTraced(
  asset: Asset,
  keys: AssetTraceKeys,
  { renditionKey, file }: Pick<MediaPath, 'renditionKey' | 'file'>,
): TracedSegment | undefined {
  assertTraceable(asset);
  const others = encodedAsset(asset);
  const { renditionId } = parseTracedKey(renditionKey) ?? {};
  const rendition = others.ladder.video.find(({ id }) => id === renditionId);
  if (!rendition || typeof file !== 'number') return undefined;
  const plain = variantOf(others, rendition);
  const variants: readonly [AssetRendition, TraceVariant][] = [
    [{ asset: others, rendition }, 'a'],
    [inSecondVariants(asset, rendition, keys), 'b'],
  ];
  for (const [found, variant] of variants)
    if (tracedSegmentKey(keys.names, plain.key, file, variant) === renditionKey)
      return { variant: variantOf(found.asset, found.rendition), plain };
  return undefined;
}
