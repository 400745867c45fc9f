/** The names of assets: what may follow the origin in a URL, and what a token may be about. */
import { OnplayError } from './errors.js';

declare const assetIdBrand: unique symbol;

/**
 * The name of an asset, decoded: 1 to 8 components joined with `/`, 1 to 1024 bytes of UTF-8 in all. It can be
 * joined to a folder or a bucket prefix without ever leaving it. Names are compared character by character: two
 * Unicode forms of one word are two assets.
 */
export type AssetId = string & { readonly [assetIdBrand]: true };

const maximumComponents = 8;
const maximumComponentBytes = 255;
const maximumBytes = 1024;

/**
 * The asset that the path of a URL names: `rawPath` without its first `/` and without the extension, as it came, so
 * that it is percent-decoded here and only once (RFC 3986 2.1, 2.4). An encoded `/` does not separate components.
 *
 * @throws OnplayError `asset_name_invalid`
 */
export function parseAssetId(rawPath: string): AssetId {
  if (rawPath.length > 3 * maximumBytes) throw invalidName('it is too long');
  if (!/^[\x21-\x7e]*$/.test(rawPath))
    throw invalidName('characters outside of ASCII must be percent-encoded');
  return fromComponents(rawPath.split('/').map(percentDecoded));
}

/**
 * The asset with this name as people write it, without any encoding: `films/My holiday`.
 *
 * @throws OnplayError `asset_name_invalid`
 */
export function toAssetId(name: string): AssetId {
  return fromComponents(name.split('/'));
}

/** The name as it stands in a URL, without a `/` before it: each component percent-encoded (RFC 3986 2.3). */
export function assetPath(assetId: AssetId): string {
  return assetId.split('/').map(percentEncoded).join('/');
}

function fromComponents(components: readonly string[]): AssetId {
  if (components.length > maximumComponents) throw invalidName(`it has more than ${maximumComponents} parts`);
  for (const component of components) {
    const problem = componentProblem(component);
    if (problem !== undefined) throw invalidName(problem);
  }
  const name = components.join('/');
  if (Buffer.byteLength(name) > maximumBytes) throw invalidName('it is too long');
  return name as AssetId;
}

function componentProblem(component: string): string | undefined {
  if (component === '') return 'a part of it is empty';
  if (Buffer.byteLength(component) > maximumComponentBytes) return 'a part of it is too long';
  if (/[/\\\p{Cc}\p{Cs}]/u.test(component)) return 'it contains a character that is not allowed';
  if (/^[.~]/.test(component)) return 'a part of it starts with "." or "~"';
  if (component === '-') return 'a part of it is "-" alone';
  return undefined;
}

function percentDecoded(component: string): string {
  try {
    return decodeURIComponent(component);
  } catch (cause) {
    throw invalidName('its percent-encoding is malformed', cause);
  }
}

/** Also encodes what `encodeURIComponent` leaves alone although RFC 3986 reserves it, as shells do too. */
function percentEncoded(component: string): string {
  return encodeURIComponent(component).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function invalidName(problem: string, cause?: unknown): OnplayError {
  return new OnplayError('asset_name_invalid', {
    publicDetail: `This cannot be the name of an asset: ${problem}. Check the URL's path.`,
    cause,
  });
}
