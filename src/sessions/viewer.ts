/** The viewer behind a media request. */

import ipaddr from 'ipaddr.js';
import type { PlaybackScope } from '../access/index.js';

/** Internal keys for the viewer behind a request; they never leave the server. */
export interface ViewerNames {
  /** One playback: one stream, or one grant used from one address. */
  readonly name: string;
  /** Of the stream, if the grant is for one. */
  readonly session?: string;
  /**
   * The client, among which the machine is shared fairly: the viewer in the token, else everyone at one IPv4 address or in
   * one IPv6 /64, since a host may use any number of addresses in its own /64 (RFC 8981).
   */
  readonly client: string;
}

/** @param address of the client, as seen through trusted proxies. */
export function viewerNames(
  { viewer, asset, expiresAtSeconds, session }: PlaybackScope,
  address: string | undefined,
): ViewerNames {
  const client = viewer === undefined ? `address ${networkOf(address)}` : `viewer ${viewer}`;
  if (session !== undefined) return { name: `${client} stream ${session}`, client, session };
  return { name: `${client} ${address} ${expiresAtSeconds} ${asset}`, client };
}

function networkOf(address: string | undefined): string | undefined {
  if (address === undefined || !address.includes(':') || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}
