/** The media that tests request: names and surrogate keys. */

import { surrogateKeys } from '../../../../src/edges/surrogate-keys.js';
import { parseMediaPath, renditionIdOf } from '../../../../src/shared/media-url.js';

/** One file of one rendition of an asset. */
export interface Media {
  /** The asset's path in URLs. */
  readonly asset: string;
  /** The rendition's id, such as `v720`. */
  readonly rendition: string;
  /** The path after the grant. */
  readonly name: string;
}

const HASH = '0123456789abcdef';
let assets = 0;

/** Media of an asset that no other test uses. */
export function freshMedia(file = '7.m4s', rendition = 'v720'): Media {
  assets++;
  return mediaOf(`films/M%C3%BCller/film%20${assets}`, file, rendition);
}

export function mediaOf(asset: string, file = '7.m4s', rendition = 'v720'): Media {
  return { asset, rendition, name: `${asset}/${rendition}-${HASH}/${file}` };
}

export function pathOf(media: Media, grant: string): string {
  return `/-/${grant}/${media.name}`;
}

/** The surrogate keys of media of this name; undefined for other paths. */
export function surrogateKeysOf(name: string): readonly string[] | undefined {
  try {
    const media = parseMediaPath(`/-/-/${name}`);
    return media && surrogateKeys(media.asset, 'version 1', renditionIdOf(media.renditionKey));
  } catch {
    // Not a valid asset id, even if the grant's signature is.
    return undefined;
  }
}
