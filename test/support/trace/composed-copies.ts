/** Copies of which each segment was read before, as either variant: what would be read of the copy of any code. */
import { traceSecret } from '../../../src/access/index.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { variantOfCode } from '../../../src/shared/trace/codeword.js';
import type { AssetTraceKeys } from '../../../src/shared/trace/trace-key.js';
import { type Accusation, accusedOf } from '../../../src/trace/accusations.js';
import type { Evidence } from '../../../src/trace/segment-evidence.js';
import { patternLeft, softBits } from '../../../src/trace/soft-bits.js';

/** What was read of all segments in one variant and in the other, in the same order. */
export interface ReadVariants {
  readonly a: readonly Evidence[];
  readonly b: readonly Evidence[];
}

/** The keys of an asset, with the secret of tokens. */
export async function traceKeysOf(secret: string, asset: string): Promise<AssetTraceKeys> {
  const config = { tokenKey: { kind: 'secret', secret } as const, dataPath: '/' };
  return (await traceSecret(config)).keysOf(toAssetId(asset));
}

/**
 * Whose copy it is found to be.
 * @param codeAt the code by which the viewer got each segment. @param first of so many segments; where there are more than were read, these are taken again.
 * @param candidates see `accusedOf`.
 */
export function readComposed(
  { a, b }: ReadVariants,
  keys: AssetTraceKeys,
  { codeAt, first, count }: { codeAt: (segment: number) => number; first: number; count: number },
  candidates?: readonly number[],
): readonly Accusation[] {
  const evidence = Array.from({ length: count }, (_, i): Evidence => {
    const segment = first + i;
    const read = variantOfCode(keys.codes, segment, codeAt(segment)) === 'b' ? b : a;
    return { ...read[segment % read.length]!, segment };
  });
  return accusedOf(softBits(evidence, patternLeft(evidence)), keys, candidates);
}
