/**
 * How long each kind of response may be cached, in seconds; decided here and nowhere else. For players, and for edges that
 * know nothing else (`s-maxage`), in `Cache-Control` (RFC 9111, RFC 5861); for other edges in `CDN-Cache-Control` (RFC 9213).
 */

/** The headers that say how long a response may be cached. */
export interface CachingHeaders {
  readonly 'Cache-Control': string;
  readonly 'CDN-Cache-Control': string;
}

interface Lifetime {
  readonly player: number;
  /** The bytes never change under the same URL (RFC 8246). */
  readonly isImmutable?: boolean;
  readonly edge: number;
  /** How long an edge may serve the stale response while it revalidates it (RFC 5861 3). */
  readonly whileRevalidating: number;
  /** How long an edge may serve the stale response when the origin fails (RFC 5861 4). */
  readonly ifError: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Players may cache it for good. An edge revalidates it, since it may have missed an invalidation. */
const MEDIA: Lifetime = {
  ...{ player: YEAR, isImmutable: true },
  ...{ edge: HOUR, whileRevalidating: MINUTE, ifError: DAY },
};

/** Its URL contains the recipe too, but a new version of Onplay may write the playlist differently. */
const MEDIA_PLAYLIST: Lifetime = {
  ...{ player: 5 * MINUTE, edge: 5 * MINUTE, whileRevalidating: MINUTE, ifError: DAY },
};

/** Of a master that grows: as old as a player may see it between two segments. A failure must not make it look finished. */
const GROWING_PLAYLIST: Lifetime = {
  ...{ player: 1, edge: 1, whileRevalidating: 1, ifError: 10 },
};

/**
 * For how long an edge need not ask again whether a stream has a place: a stream that gave way is refused after that, and one that
 * goes on is known to, as its edge answers for it. Well below `ONPLAY_STREAM_IDLE_SECONDS`.
 */
const STREAM_LEASE: CachingHeaders = {
  'Cache-Control': 'public, max-age=0, s-maxage=3',
  'CDN-Cache-Control': 'max-age=3',
};

/**
 * For one session, and the advertised bandwidth becomes more exact as segments are produced. Edges cache nothing, since the
 * response depends on a token.
 */
const SESSION: CachingHeaders = { 'Cache-Control': 'private, max-age=5', 'CDN-Cache-Control': 'no-store' };

/**
 * A picture at a URL with a token, which edges must not cache for others: the same for all tokens, but another one once the master is
 * replaced. What it names in `Content-Location` is cached as media is.
 */
const ENTRY_PICTURE: CachingHeaders = {
  'Cache-Control': 'private, max-age=60',
  'CDN-Cache-Control': 'no-store',
};

export const cachePolicy = {
  init: shared(MEDIA),
  segment: shared(MEDIA),
  mediaPlaylist: shared(MEDIA_PLAYLIST),
  growingPlaylist: shared(GROWING_PLAYLIST),
  multivariantPlaylist: SESSION,
  mpd: SESSION,
  streamLease: STREAM_LEASE,
  entryPicture: ENTRY_PICTURE,
  storyboard: SESSION,
  /** Of one token, and of any size: only the client keeps it, and asks by its entity tag whether it is still the same. */
  download: { 'Cache-Control': 'private, no-cache', 'CDN-Cache-Control': 'no-store' },
  /** For responses that must not be cached. */
  none: { 'Cache-Control': 'no-store', 'CDN-Cache-Control': 'no-store' },
} as const satisfies Readonly<Record<string, CachingHeaders>>;

/**
 * For problems. Only those that depend on nothing but the URL may be cached, for a short time, to spare the origin: not
 * refusals of one viewer, and not failures, which may be over at the next request.
 */
const CACHE_SECONDS_BY_STATUS: Readonly<Record<number, number>> = { 404: 5, 410: 30, 422: 30 };

/** The caching headers of a problem with this status. */
export function problemCaching(status: number): CachingHeaders {
  const seconds = CACHE_SECONDS_BY_STATUS[status];
  if (seconds === undefined) return cachePolicy.none;
  return { 'Cache-Control': `public, max-age=${seconds}`, 'CDN-Cache-Control': `max-age=${seconds}` };
}

function shared({ player, isImmutable, edge, whileRevalidating, ifError }: Lifetime): CachingHeaders {
  const stale = `stale-while-revalidate=${whileRevalidating}, stale-if-error=${ifError}`;
  const immutable = isImmutable ? ', immutable' : '';
  return {
    'Cache-Control': `public, max-age=${player}, s-maxage=${edge}${immutable}, ${stale}`,
    'CDN-Cache-Control': `max-age=${edge}, ${stale}`,
  };
}
