/** Recipes: everything that determines a segment's bytes, and the hash that identifies them. */

import { createHash } from 'node:crypto';
import type { SegmentMapOptions } from '../masters/index.js';
import { renditionKeyOf } from '../shared/media-url.js';
import type { Rendition, StillRendition } from './rendition.js';

/** Increment whenever a change to this project's code changes the bytes for the same settings. */
const PACKAGING_VERSION = 6;

/** Increment whenever a change to this project's code changes the cues of the same text, or how they are written. */
const TEXT_VERSION = 4;

/** Increment whenever a change to this project's code changes the bytes of images. */
const IMAGE_VERSION = 1;

/** What the recipes of one server have in common. */
export interface RecipeBasis {
  readonly segmentMap: SegmentMapOptions;
  /** Of ffmpeg and its encoders, see `FfmpegBinary`. */
  readonly buildId: string;
}

export interface RenditionRecipe extends RecipeBasis {
  readonly masterVersion: string;
  readonly rendition: Rendition;
  /** Present where the master is cut by its outline, which may give another map. */
  readonly outlined?: true;
}

/**
 * Identifies a rendition of one master version, encoded by one encoder build: the rendition's id, a hyphen and 16
 * hexadecimal digits, of which the first are those of `versionMarkOf`. Together with a segment number it identifies that segment's bytes.
 */
export function renditionKey(recipe: RenditionRecipe): string {
  const { masterVersion, rendition, segmentMap, buildId, outlined } = recipe;
  const cut = outlined ? ['outlined'] : [];
  const ofVersion = [PACKAGING_VERSION, masterVersion, buildId, sorted(segmentMap)];
  const hash = hashOf([...ofVersion, sorted(determinants(rendition)), ...cut]);
  return renditionKeyOf(rendition.id, hash, hashOf([...ofVersion, ...cut]));
}

function hashOf(canonical: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

/** What of a rendition determines its bytes. The name and the uses of a text do not, which change with other files beside it. */
function determinants(rendition: Rendition): unknown {
  if (rendition.kind !== 'text') return rendition;
  const { source, trim } = rendition;
  return { source, version: TEXT_VERSION, ...(trim && { trim }) };
}

/** As `renditionKey`, of what is made of single frames: it does not depend on where a master is cut. */
export function imageRenditionKey({
  masterVersion,
  rendition,
  buildId,
}: Pick<RenditionRecipe, 'masterVersion' | 'buildId'> & { readonly rendition: StillRendition }): string {
  const versions = rendition.purpose === 'trick' ? [IMAGE_VERSION, PACKAGING_VERSION] : [IMAGE_VERSION];
  return renditionKeyOf(rendition.id, hashOf([...versions, masterVersion, buildId, sorted(rendition)]));
}

/** Servers for which this is the same make the same bytes of the same rendition of a master. */
export function recipeBasisKey({ segmentMap, buildId }: RecipeBasis): string {
  return JSON.stringify([PACKAGING_VERSION, buildId, sorted(segmentMap)]);
}

/** A copy with keys sorted at every depth, so that equal values have equal JSON. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
