/** Who asks for media, as far as a request tells. */
import type { PlaybackScope } from '../tokens/scope.js';

/** The names of whoever is behind a request; they never leave the server. */
export interface ViewerNames {
  /** One playback: the grant's, from one address. */
  readonly name: string;
  /** Who shares the machine with others: the token's viewer, else all behind one address. */
  readonly owner: string;
}

/** The names of a viewer. `address` is the client's, as it is behind trusted proxies. */
export function viewerNames(
  { viewer, asset, expiresAtSeconds }: PlaybackScope,
  address: string | undefined,
): ViewerNames {
  const owner = viewer === undefined ? `address ${address}` : `viewer ${viewer}`;
  return { name: `${owner} ${address} ${expiresAtSeconds} ${asset}`, owner };
}
