/** Finds renditions with the marks of a session: their keys say that there are some, and the marks are in the session's grant. */
import { parseBurnedId, parseMarkedId, parseMarkedStillId, parseTrimmedId } from '../../encoder/index.js';
import type { Mark } from '../../shared/marks/mark.js';
import { renditionIdOf } from '../../shared/media-url.js';
import type { Asset } from '../asset.js';
import { knownBurnedAsset } from '../burned-asset.js';
import { findVariant, type Variant } from '../variant.js';
import { markedAsset } from './marked-asset.js';

/**
 * The variant of a key of video, or of images of it, with the very marks, also with text burned in that was read; see `readBurnedText`. Undefined for any other key.
 * @throws OnplayError as `markedAsset`.
 */
export function findMarkedVariant(asset: Asset, key: string, marks: readonly Mark[]): Variant | undefined {
  const id = renditionIdOf(key);
  if (parseMarkedStillId(id) !== undefined) return findVariant(markedAsset(asset, marks), key);
  const plainId = parseMarkedId(parseTrimmedId(id)?.renditionId ?? id)?.renditionId;
  if (plainId === undefined) return undefined;
  const burned = parseBurnedId(plainId);
  const unmarked = burned ? knownBurnedAsset(asset, burned.suffix) : asset;
  return unmarked && findVariant(markedAsset(unmarked, marks), key);
}
