/** The viewer behind a media request. */

import ipaddr from 'ipaddr.js';
import type { PlaybackScope } from '../access/index.js';

/** Internal keys for the viewer behind a request; they never leave the server. */
export interface ViewerNames {
  /** One playback: one grant, used from one address. */
  readonly name: string;
  /**
   * The client, among which the machine is shared fairly: the viewer in the token, else everyone at one IPv4 address or in
   * one IPv6 /64, since a host may use any number of addresses in its own /64 (RFC 8981).
   */
  readonly client: string;
}

/** @param address of the client, as seen through trusted proxies. */
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
