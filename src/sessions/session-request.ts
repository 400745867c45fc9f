/** What the decision for a session is based on. */

import type { IncomingHttpHeaders } from 'node:http';
import type { TokenLimits } from '../access/index.js';
import { type Device, readDevice } from './device.js';
import { type Network, readNetwork } from './network.js';
import { readSessionQuery, type SessionPreferences } from './session-query.js';

export interface SessionRequest {
  readonly device: Device;
  readonly network: Network;
  /** From the token: never exceeded. */
  readonly limits: TokenLimits;
  /** From the query: followed as long as something playable remains. */
  readonly preferences: SessionPreferences;
}

/** What a session request is read from. */
interface SessionSources {
  readonly query: URLSearchParams;
  /** With names in lower case, as in Node.js. */
  readonly headers: IncomingHttpHeaders;
  /** The limits in the token. */
  readonly claims: TokenLimits;
}

/**
 * The session request in an HTTP request. Headers are advice and never an error.
 *
 * @throws OnplayError `query_invalid`, naming the parameter
 */
export function readSessionRequest({ query, headers, claims }: SessionSources): SessionRequest {
  const { preferences, device, downlinkBitsPerSecond } = readSessionQuery(query);
  return {
    device: readDevice(device, headers),
    network: readNetwork(downlinkBitsPerSecond, query.get('CMCD') ?? undefined, headers),
    limits: {
      ...(claims.maxHeight !== undefined && { maxHeight: claims.maxHeight }),
      ...(claims.maxBitrate !== undefined && { maxBitrate: claims.maxBitrate }),
    },
    preferences,
  };
}
