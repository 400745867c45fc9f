/** The names of assets, as they stand in URLs and tokens: validation, decoding and encoding. */
import { OnplayError } from './errors.js';

declare const assetIdBrand: unique symbol;

/**
 * The name of an asset, decoded: 1 to 8 components joined with `/`, each of 1 to 255 bytes of UTF-8, at most 1024 bytes in
 * all. Joined to a directory or a bucket prefix, it never leads out of it. It is in Unicode normalization form C, to which the
 * functions here bring it: the spellings of one word are one asset, whichever system wrote them.
 */
export type AssetId = string & { readonly [assetIdBrand]: true };

export const maximumComponents = 8;
const maximumComponentBytes = 255;
export const maximumBytes = 1024;

/**
 * Parses the name of an asset in the path of a URL. `rawPath` has neither the leading `/` nor the extension and is still
 * encoded: it is percent-decoded here, exactly once (RFC 3986 2.1, 2.4). An encoded `/` is not a separator; it is refused.
 *
 * @throws OnplayError `asset_name_invalid`; `route_unknown` for `//`, as at edges, of which some would merge the slashes
 */
export function parseAssetId(rawPath: string): AssetId {
  if (rawPath.length > 3 * maximumBytes) throw invalidName('it is too long');
  if (!/^[\x21-\x7e]*$/.test(rawPath))
    throw invalidName('spaces, control characters and non-ASCII characters must be percent-encoded');
  const components = rawPath.split('/');
  if (components.includes(''))
    throw new OnplayError('route_unknown', { publicDetail: 'There is nothing at this URL.' });
  return fromComponents(components.map(percentDecoded));
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

function fromComponents(spelled: readonly string[]): AssetId {
  const components = spelled.map((component) => component.normalize('NFC'));
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

/** Whether a component of an asset's name may be this text, which is in normalization form C. */
export function isAssetComponent(text: string): boolean {
  return componentProblem(text) === undefined;
}

/** U+FFFD stands for bytes that are not UTF-8: such a name leads to no file. */
function componentProblem(component: string): string | undefined {
  if (component === '') return 'one of its components is empty';
  if (Buffer.byteLength(component) > maximumComponentBytes) return 'one of its components is too long';
  if (/[/\\\ufffd\p{Cc}\p{Cs}]/u.test(component)) return 'it contains a character that is not allowed';
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
