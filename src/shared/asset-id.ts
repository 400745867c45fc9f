/** The names of assets, as they stand in URLs and tokens: validation, decoding and encoding. */
import { OnplayError } from './errors.js';

declare const assetIdBrand: unique symbol;

/**
 * The name of an asset, decoded: 1 to 8 components joined with `/`, each of 1 to 255 bytes of UTF-8, at most 1024 bytes in
 * all. Joined to a directory or a bucket prefix, it never leads out of it. Names are compared code point by code point, so
 * two Unicode normalization forms of one word are two assets.
 */
export type AssetId = string & { readonly [assetIdBrand]: true };

const maximumComponents = 8;
const maximumComponentBytes = 255;
const maximumBytes = 1024;

/**
 * Parses the name of an asset in the path of a URL. `rawPath` has neither the leading `/` nor the extension and is still
 * encoded: it is percent-decoded here, exactly once (RFC 3986 2.1, 2.4). An encoded `/` is not a separator; it is refused.
 *
 * @throws OnplayError `asset_name_invalid`
 */
export function parseAssetId(rawPath: string): AssetId {
  if (rawPath.length > 3 * maximumBytes) throw invalidName('it is too long');
  if (!/^[\x21-\x7e]*$/.test(rawPath))
    throw invalidName('spaces, control characters and non-ASCII characters must be percent-encoded');
  return fromComponents(rawPath.split('/').map(percentDecoded));
}

/**
 * Validates a name that is not encoded, such as `films/My holiday`.
 *
 * @throws OnplayError `asset_name_invalid`
 */
export function toAssetId(name: string): AssetId {
  return fromComponents(name.split('/'));
}

/** The name as it stands in a URL, without a leading `/`: each component is percent-encoded (RFC 3986 2.3). */
export function assetPath(assetId: AssetId): string {
  return assetId.split('/').map(percentEncoded).join('/');
}

function fromComponents(components: readonly string[]): AssetId {
  if (components.length > maximumComponents)
    throw invalidName(`it has more than ${maximumComponents} components`);
  for (const component of components) {
    const problem = componentProblem(component);
    if (problem !== undefined) throw invalidName(problem);
  }
  const name = components.join('/');
  if (Buffer.byteLength(name) > maximumBytes) throw invalidName('it is too long');
  return name as AssetId;
}

function componentProblem(component: string): string | undefined {
  if (component === '') return 'one of its components is empty';
  if (Buffer.byteLength(component) > maximumComponentBytes) return 'one of its components is too long';
  if (/[/\\\p{Cc}\p{Cs}]/u.test(component)) return 'it contains a character that is not allowed';
  if (/^[.~]/.test(component)) return 'one of its components starts with "." or "~"';
  if (component === '-') return 'one of its components is just "-"';
  return undefined;
}

function percentDecoded(component: string): string {
  try {
    return decodeURIComponent(component);
  } catch (cause) {
    throw invalidName('its percent-encoding is malformed', cause);
  }
}

/** Also encodes `!'()*`, which `encodeURIComponent` leaves although RFC 3986 reserves them and shells interpret them. */
function percentEncoded(component: string): string {
  return encodeURIComponent(component).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function invalidName(problem: string, cause?: unknown): OnplayError {
  return new OnplayError('asset_name_invalid', {
    publicDetail: `This cannot be the name of an asset: ${problem}. Check the path of the URL.`,
    cause,
  });
}
