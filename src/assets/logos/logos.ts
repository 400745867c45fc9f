/** Logos: marks that belong to assets, or to folders of assets, for all viewers. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AssetId } from '../../shared/asset-id.js';
import { placesOf, toAssetPlace } from '../../shared/asset-place.js';
import type { ImageMark } from '../../shared/marks/mark.js';
import { isText, MAX_MARKS } from '../../shared/marks/mark.js';
import { marksOf, overlaySchema } from '../../shared/marks/overlays-claim.js';

/** By the names of the images that may be drawn: the hashes of their files. */
export type ImageHashes = ReadonlyMap<string, string>;

export interface Logos {
  /** What all viewers of an asset see in it, images with the hashes of their files; empty for one without a logo. */
  of(asset: AssetId): readonly ImageMark[];
  /** Identifies all of them: servers for which it is the same draw the same. */
  readonly id: string;
}

/** Says what of the file cannot be used, as a sentence's end. */
export class LogosProblem extends Error {}

/** More than the channels of any operator. */
const MAX_NAMES = 1000;

const logosSchema = z
  .record(z.string(), z.array(overlaySchema).max(MAX_MARKS))
  .refine((logos) => Object.keys(logos).length <= MAX_NAMES, {
    error: `it may have at most ${MAX_NAMES} names`,
  });

export const noLogos: Logos = logosOf(new Map());

/**
 * Reads logos: a JSON object from names of assets, and of folders, which end with a slash, to lists of overlays as in the claim of that
 * name. Of several names that an asset is within, the longest counts; an empty list stands for none.
 * @throws LogosProblem
 */
export function parseLogos(text: string, images: ImageHashes): Logos {
  const parsed = logosSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue?.path.length ? `${issue.path.join('.')}: ` : '';
    throw new LogosProblem(printable(`${at}${issue?.message ?? 'it is malformed'}`));
  }
  const logos = new Map<string, readonly ImageMark[]>();
  for (const [name, overlays] of Object.entries(parsed.data)) {
    const place = placeOf(name);
    if (logos.has(place)) throw new LogosProblem(printable(`${name}: it stands there twice`));
    const marks = marksOf(overlays, {}).map((mark) => {
      if (isText(mark)) throw new LogosProblem(printable(`${name}: a logo is an image`));
      const hash = images.get(mark.image.name);
      if (hash === undefined)
        throw new LogosProblem(`ONPLAY_MARK_IMAGES has no image ${mark.image.name} that may be drawn`);
      return { ...mark, image: { name: mark.image.name, hash } };
    });
    logos.set(place, marks);
  }
  return logosOf(logos);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LogosProblem('it is no JSON');
  }
}

/** @throws LogosProblem for what no asset and no folder is called. */
function placeOf(name: string): string {
  try {
    return toAssetPlace(name);
  } catch {
    throw new LogosProblem(printable(`${name}: it is neither the name of an asset nor that of a folder`));
  }
}

function logosOf(logos: ReadonlyMap<string, readonly ImageMark[]>): Logos {
  const written = JSON.stringify([...logos].sort(([one], [other]) => (one < other ? -1 : 1)));
  return {
    of: (asset) =>
      placesOf(asset)
        .map((name) => logos.get(name))
        .find((logo) => logo !== undefined) ?? [],
    id: createHash('sha256').update(written).digest('hex').slice(0, 12),
  };
}

const MAX_PROBLEM = 300;

function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, MAX_PROBLEM);
}
