/**
 * Connects to allowed addresses only. The address is checked where the connection is made, and is the one that is connected
 * to: a name that leads elsewhere a moment later, and each redirect, meets the same check. Server name and `Host` stay the name.
 */
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import { OutboundFailure } from './outbound-failure.js';

/** As `dns.lookup` is called here. */
export type Lookup = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, found: readonly FoundAddress[]) => void,
) => void;

interface FoundAddress {
  readonly address: string;
  readonly family: number;
}

export interface ConnectorOptions {
  readonly isAllowed: (address: string) => boolean;
  /** By default the system's. */
  readonly lookup?: Lookup | undefined;
}

/** To connect, and to agree on TLS. */
const CONNECT_MS = 10_000;
/** How many addresses of a name are tried. */
const MAX_ADDRESSES = 8;

/** @param build undici's `buildConnector`, which is loaded only where it is used. */
export function guardedConnector(
  build: typeof buildConnector,
  {
    isAllowed,
    lookup = (name, options, callback) => systemLookup(name, options, callback),
  }: ConnectorOptions,
): buildConnector.connector {
  const connect = build({
    ...{ timeout: CONNECT_MS, allowH2: false, maxCachedSessions: 0 },
    ...{ lookup: guardedLookup(isAllowed, lookup), autoSelectFamily: true },
  } as buildConnector.BuildOptions);
  return (options, callback) => {
    // Node looks up names only.
    const literal = options.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && !isAllowed(literal)) {
      callback(addressRefused(), null);
      return;
    }
    connect({ ...options, hostname: literal }, (...[error, socket]) => {
      if (error) return callback(error, null);
      if (isAllowed(socket.remoteAddress ?? '')) return callback(null, socket);
      socket.destroy();
      callback(addressRefused(), null);
    });
  };
}

function guardedLookup(isAllowed: ConnectorOptions['isAllowed'], lookup: Lookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const allowed = found.filter(({ address }) => isAllowed(address)).slice(0, MAX_ADDRESSES);
      const [first] = allowed;
      if (!first) return callback(addressRefused(), []);
      if (options.all)
        callback(
          null,
          allowed.map(({ address, family }) => ({ address, family })),
        );
      else callback(null, first.address, first.family);
    });
  };
}

function addressRefused() {
  return new OutboundFailure('refused', 'the address of the host is not of the public internet');
}
