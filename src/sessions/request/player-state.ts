/** What a player reports with a media request (CMCD, CTA-5004), as far as it helps to prefetch its next segments. */
import type { IncomingHttpHeaders } from 'node:http';
import { parseSiblingSegment, type SiblingSegment } from '../../shared/media-url.js';
import { type CmcdValue, parseCmcd } from './cmcd.js';
import { headerValue } from './header-value.js';

export interface PlayerState {
  /** `sid`: the session id of the player, at most 64 characters. */
  readonly sessionId?: string;
  /** `bl`: media that is buffered and not yet played, in seconds. */
  readonly bufferSeconds?: number;
  /** `nor`: the segment it will request next, of the rendition with that key, or of the same rendition without one. */
  readonly next?: SiblingSegment;
}

const MAX_SESSION_ID = 64;
const MAX_BUFFER_MS = 86_400_000;

/**
 * The state in a request's headers, else in its query. It is untrusted advice: what is malformed is ignored.
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

function nextObject(value: CmcdValue | undefined): SiblingSegment | undefined {
  return typeof value === 'string' ? parseSiblingSegment(percentDecoded(value)) : undefined;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
