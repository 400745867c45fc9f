/** What the decision for a session is based on. */

import type { IncomingHttpHeaders } from 'node:http';
import type { TokenLimits } from '../../access/index.js';
import { type Device, readDevice } from './device.js';
import { headerValue } from './header-value.js';
import { acceptedLanguages } from './languages.js';
import { type Network, readNetwork } from './network.js';
import { readSessionQuery, type SessionPreferences } from './session-query.js';

export interface SessionRequest {
  readonly device: Device;
  readonly network: Network;
  /** From the token: never exceeded. */
  readonly limits: TokenLimits;
  /** From the query: followed as long as something playable remains. */
  readonly preferences: SessionPreferences;
  /** The text to burn into the video. The token's, which a query cannot change; else that of the query. */
  readonly burn?: { readonly textId: string; readonly from: 'token' | 'query' };
  /** Language ranges, the most wanted first: of the query, of the token, of the browser. */
  readonly languages: readonly string[];
}

/** What a session request is read from. */
interface SessionSources {
  readonly query: URLSearchParams;
  /** With names in lower case, as in Node.js. */
  readonly headers: IncomingHttpHeaders;
  /** The limits in the token, the language of its viewer, and the text that is burned in. */
  readonly claims: TokenLimits & { readonly language?: string; readonly burn?: string };
}

/**
 * The session request in an HTTP request. Headers are advice and never an error.
 *
 * @throws OnplayError `query_invalid`, naming the parameter
 */
export function readSessionRequest({ query, headers, claims }: SessionSources): SessionRequest {
  const { preferences, burn, device, language, downlinkBitsPerSecond } = readSessionQuery(query);
  const textId = claims.burn ?? burn;
  const told = [language, claims.language].filter((tag) => tag !== undefined);
  return {
    device: readDevice(device, headers),
    network: readNetwork(downlinkBitsPerSecond, query.get('CMCD') ?? undefined, headers),
    limits: {
      ...(claims.maxHeight !== undefined && { maxHeight: claims.maxHeight }),
      ...(claims.maxBitrate !== undefined && { maxBitrate: claims.maxBitrate }),
    },
    preferences,
    ...(textId !== undefined && { burn: { textId, from: claims.burn === undefined ? 'query' : 'token' } }),
    languages: [...told, ...acceptedLanguages(headerValue(headers, 'accept-language'))],
  };
}
