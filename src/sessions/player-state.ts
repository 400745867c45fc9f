/** What a player says of itself with a request for media (CTA-5004), as far as it helps to make ready what comes next. */
import type { IncomingHttpHeaders } from 'node:http';
import { type CmcdValue, parseCmcd } from './cmcd.js';
import { headerValue } from './header-value.js';

export interface PlayerState {
  /** Which player it is: the session id `sid`. */
  readonly sessionId?: string;
  /** How much it has loaded and not yet played: `bl`, in seconds. */
  readonly bufferSeconds?: number;
  /** What it will ask for next, `nor`: a segment of the rendition of that key, or of the same one. */
  readonly next?: { readonly renditionKey?: string; readonly segment: number };
}

const MAX_SESSION_ID = 64;
const MAX_BUFFER_MS = 86_400_000;
const NEXT_OBJECT = /^(?:\.\.\/([a-z0-9-]{1,64})\/)?(0|[1-9]\d{0,6})\.m4s$/;

/**
 * The state in a request's headers or else its query. It is advice from strangers: what is unreadable says nothing.
 * @param query of the URL, percent-encoded as it was sent.
 */
export function readPlayerState(headers: IncomingHttpHeaders, query: string): PlayerState {
  const texts = [headerValue(headers, 'cmcd-request'), headerValue(headers, 'cmcd-session')];
  const sent = texts.filter((text) => text).join(',') || queryValue(query);
  return sent ? stateOf(parseCmcd(sent)) : {};
}

function queryValue(query: string): string {
  return query.includes('CMCD=') ? (new URLSearchParams(query).get('CMCD') ?? '') : '';
}

function stateOf(values: ReadonlyMap<string, CmcdValue>): PlayerState {
  const sessionId = values.get('sid');
  const buffer = values.get('bl');
  const next = nextObject(values.get('nor'));
  return {
    ...(typeof sessionId === 'string' && sessionId.length <= MAX_SESSION_ID && { sessionId }),
    ...(typeof buffer === 'number' &&
      buffer >= 0 &&
      buffer <= MAX_BUFFER_MS && { bufferSeconds: buffer / 1000 }),
    ...(next && { next }),
  };
}

function nextObject(value: CmcdValue | undefined): PlayerState['next'] {
  if (typeof value !== 'string') return undefined;
  const match = NEXT_OBJECT.exec(percentDecoded(value));
  if (!match?.[2]) return undefined;
  return { segment: Number(match[2]), ...(match[1] !== undefined && { renditionKey: match[1] }) };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
