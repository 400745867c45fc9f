/**
 * How long each kind of answer may be kept, in seconds: the one place that says so. By players, as `Cache-Control`
 * (RFC 9111), which also tells edges that know nothing else (`s-maxage`; RFC 5861); and by edges that know it as
 * `CDN-Cache-Control` (RFC 9213).
 */

/** The headers that say how long an answer may be kept. */
export interface CachingHeaders {
  readonly 'Cache-Control': string;
  readonly 'CDN-Cache-Control': string;
}

interface Lifetime {
  readonly player: number;
  /** Whatever changes the bytes changes the URL. */
  readonly isImmutable?: boolean;
  readonly edge: number;
  /** How long an edge may go on serving it while it asks anew. */
  readonly whileRevalidating: number;
  /** How long an edge may go on serving it when the origin fails. */
  readonly ifError: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** A player that has it may keep it for good. An edge asks again, for it may have missed that it was to forget it. */
const MEDIA: Lifetime = {
  ...{ player: YEAR, isImmutable: true },
  ...{ edge: HOUR, whileRevalidating: MINUTE, ifError: DAY },
};

/** Named by the recipe too, but the words of a playlist may change with a new version of Onplay. */
const MEDIA_PLAYLIST: Lifetime = {
  ...{ player: 5 * MINUTE, edge: 5 * MINUTE, whileRevalidating: MINUTE, ifError: DAY },
};

/** Made for one session; declared rates become truer as segments are made. Edges keep none: a token opened it. */
const SESSION: CachingHeaders = { 'Cache-Control': 'private, max-age=5', 'CDN-Cache-Control': 'no-store' };

export const cachePolicy = {
  init: shared(MEDIA),
  segment: shared(MEDIA),
  mediaPlaylist: shared(MEDIA_PLAYLIST),
  multivariantPlaylist: SESSION,
  mpd: SESSION,
  /** What may not be kept at all. */
  none: { 'Cache-Control': 'no-store', 'CDN-Cache-Control': 'no-store' },
} as const satisfies Readonly<Record<string, CachingHeaders>>;

/**
 * Of problems, by status. Refusals of one viewer are never shared, a failure is over as soon as it is over, and what
 * depends on nothing but the URL spares the origin a short while.
 */
const SECONDS_OF_STATUS: Readonly<Record<number, number>> = { 404: 5, 409: 5, 410: 30, 422: 30 };

/** For a problem of this status. */
export function problemCaching(status: number): CachingHeaders {
  const seconds = SECONDS_OF_STATUS[status];
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
