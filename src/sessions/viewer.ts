/** The viewer behind a media request. */

import ipaddr from 'ipaddr.js';
import type { PlaybackScope } from '../access/index.js';
import { clientName } from '../shared/scheduler/client-name.js';

/** Internal keys for the viewer behind a request; they never leave the server. */
export interface ViewerNames {
  /** One playback: one stream, or one grant used from one address. */
  readonly name: string;
  /** Of the stream, if the grant is for one. */
  readonly session?: string;
  /** As the token names it. */
  readonly tenant?: string;
  /**
   * The client, among which the machine is shared fairly: the viewer in the token, else everyone at one IPv4 address or in
   * one IPv6 /64, since a host may use any number of addresses in its own /64 (RFC 8981). Of the tenant, if the token names one.
   */
  readonly client: string;
}

/** @param address of the client, as seen through trusted proxies. */
export function viewerNames(
  { viewer, tenant, asset, expiresAtSeconds, session }: PlaybackScope,
  address: string | undefined,
): ViewerNames {
  const name = viewer === undefined ? `address ${networkOf(address)}` : `viewer ${viewer}`;
  const client = clientName(name, tenant);
  const whose = { client, ...(tenant !== undefined && { tenant }) };
  if (session !== undefined) return { ...whose, name: `${client} stream ${session}`, session };
  return { ...whose, name: `${client} ${address} ${expiresAtSeconds} ${asset}` };
}

function networkOf(address: string | undefined): string | undefined {
  if (address === undefined || !address.includes(':') || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}
