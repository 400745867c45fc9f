/** Recipes: everything that determines a segment's bytes, and the hash that names them. */

import { createHash } from 'node:crypto';
import type { SegmentMapOptions } from '../masters/index.js';
import type { AudioRendition, VideoRendition } from './rendition.js';

/** Raised whenever this project's own code would make other bytes from the same settings. */
const PACKAGING_VERSION = 3;

export interface RenditionRecipe {
  readonly masterVersion: string;
  readonly rendition: VideoRendition | AudioRendition;
  readonly segmentMap: SegmentMapOptions;
  /** Of ffmpeg and its encoders. */
  readonly buildId: string;
}

/**
 * Names a rendition of one master version, made by one encoder build: `v720-` and 16 hexadecimal digits. With a
 * segment's number it names that segment's bytes everywhere.
 */
export function renditionKey(recipe: RenditionRecipe): string {
  const { masterVersion, rendition, segmentMap, buildId } = recipe;
  const canonical = JSON.stringify([
    PACKAGING_VERSION,
    masterVersion,
    buildId,
    sorted(segmentMap),
    sorted(rendition),
  ]);
  return `${rendition.id}-${createHash('sha256').update(canonical).digest('hex').slice(0, 16)}`;
}

/** A copy whose keys are in order at every depth, so that equal values have equal JSON. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
