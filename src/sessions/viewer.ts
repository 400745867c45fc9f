/** Who asks for media, as far as a request tells. */

import ipaddr from 'ipaddr.js';
import type { PlaybackScope } from '../access/index.js';

/** The names of whoever is behind a request; they never leave the server. */
export interface ViewerNames {
  /** One playback: the grant's, from one address. */
  readonly name: string;
  /**
   * The client that shares the machine with others: the token's viewer, else all behind one address, of IPv6 one network
   * of 64 bits, since any host may take as many addresses of its own as it likes (RFC 8981).
   */
  readonly client: string;
}

/** The names of a viewer. `address` is the client's, as it is behind trusted proxies. */
export function viewerNames(
  { viewer, asset, expiresAtSeconds }: PlaybackScope,
  address: string | undefined,
): ViewerNames {
  const client = viewer === undefined ? `address ${networkOf(address)}` : `viewer ${viewer}`;
  return { name: `${client} ${address} ${expiresAtSeconds} ${asset}`, client };
}

function networkOf(address: string | undefined): string | undefined {
  if (address === undefined || !address.includes(':') || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}
