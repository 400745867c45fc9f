/** What is played in the breaks of a session's programme: the ads of its tag whose creatives can be played now, and what players request then. */
import type { Logger } from 'pino';
import type { AssetId } from '../shared/asset-id.js';
import { plainAddress } from '../shared/plain-address.js';
import type { AdTracking } from '../shared/sequence/ad-tracking.js';
import { MAX_INSERTS } from '../shared/sequence/inserts-claim.js';
import type { Creatives, CreativeWaiter } from './creatives/creatives.js';
import type { Advert, BreakTime } from './documents/advert.js';
import type { AdBreak } from './requests/ad-break.js';
import { AdClient, type AdClientOptions, type AdViewer, type AdWaiter } from './requests/ad-client.js';
import { fillMacros } from './requests/macros.js';
import { adTracking, adTrackingByOrigin, breakTracking } from './tracking/ad-tracking.js';

export interface SessionAdsOptions {
  readonly servers: AdClientOptions['servers'];
  readonly creatives: Pick<Creatives, 'ready'>;
  /** For the tag and all that it leads to, the creatives included. */
  readonly timeoutMs: number;
  readonly log: Logger;
  /** Who requests tracking URLs; default `player`. */
  readonly tracking?: 'player' | 'server';
}

/** Of the time-out, for ad servers. When it is over, what the others have named is looked for in what is left. */
const SHARE_OF_SERVERS = 0.8;

export interface PlayableBreak {
  /** Absent for VAST, which says nothing of where its ads are played. */
  readonly at?: BreakTime;
  /** In the order in which they are played; at least one. */
  readonly ads: readonly PlayableAd[];
}

export interface PlayableAd {
  /** Its creative. */
  readonly asset: AssetId;
  readonly tracking: AdTracking;
}

/** As many as are played; what an answer has beyond is not looked for. */
function firstAds(breaks: readonly AdBreak[]): readonly AdBreak[] {
  let left = MAX_INSERTS;
  return breaks.map((adBreak) => {
    const ads = adBreak.ads.slice(0, left);
    left -= ads.length;
    return { ...adBreak, ads };
  });
}

export class SessionAds {
  readonly #options: SessionAdsOptions;
  readonly #client: AdClient;
  readonly #fired: FiredEvents = new WeakMap();

  constructor(options: SessionAdsOptions) {
    const { servers, timeoutMs } = options;
    this.#options = options;
    this.#client = new AdClient({ servers, timeoutMs: Math.ceil(SHARE_OF_SERVERS * timeoutMs) });
  }

  /** The breaks in which something can be played. Takes no longer than its time-out, nor than it is waited for, and never rejects. */
  async of(tag: string, asked: AdViewer, waiter: AdWaiter): Promise<readonly PlayableBreak[]> {
    const { timeoutMs, log, tracking: by = 'player' } = this.#options;
    const viewer = { ...asked, address: plainAddress(asked.address) };
    const over = AbortSignal.any([waiter.signal, AbortSignal.timeout(timeoutMs)]);
    const { breaks, problems } = await this.#client.breaks(tag, viewer, waiter);
    for (const problem of problems) log.warn(problem, 'an ad server gave less than it might');
    const creativeWaiter = { server: hostOf(tag), signal: over };
    const playable = await Promise.all(
      firstAds(breaks).map(async (adBreak) =>
        tracked(adBreak, await this.#playable(adBreak, creativeWaiter), { viewer, by, known: this.#fired }),
      ),
    );
    return playable.filter(({ ads }) => ads.length > 0);
  }

  async #playable({ ads }: AdBreak, waiter: CreativeWaiter): Promise<readonly ReadyAd[]> {
    const { creatives, log } = this.#options;
    const ready = await Promise.all(
      ads.map(async (advert) => {
        const asset = await creatives.ready(advert.files, waiter);
        if (asset !== undefined) return [{ asset, advert }];
        log.info({ ad: advert.id }, 'an ad is left out: none of its creatives can be played yet');
        return [];
      }),
    );
    return ready.flat();
  }
}

/** Empty for a tag that is no URL until its macros are filled in; nothing is asked for that. */
function hostOf(tag: string): string {
  return URL.canParse(tag) ? new URL(tag).hostname.replace(/\.$/, '') : '';
}

interface ReadyAd {
  readonly asset: AssetId;
  readonly advert: Advert;
}

/** What the origin requests of an ad: the same array in all manifests that one answer leads to; see `AdFiring.keep`. */
type FiredEvents = WeakMap<Advert, AdTracking['fired'] & object>;

interface TrackingContext {
  readonly viewer: AdViewer;
  readonly by: 'player' | 'server';
  readonly known: FiredEvents;
}

/** With the tracking URLs of each ad, for the viewer, and those of the break with its first and its last ad. */
function tracked(
  { at, tracking }: Pick<AdBreak, 'at' | 'tracking'>,
  ready: readonly ReadyAd[],
  { viewer, by, known }: TrackingContext,
): PlayableBreak {
  const fill = (url: string) =>
    fillMacros(url, { ...viewer, now: Date.now(), random: Math.random(), isForPlayer: true });
  const { first, last } = breakTracking(tracking);
  const ads = ready.map(({ asset, advert }, n) => {
    const { durationMs, tracking: own } = advert;
    const ofBreak = [...(n === 0 ? first : []), ...(n === ready.length - 1 ? last : [])];
    const trackingOf = by === 'server' ? adTrackingByOrigin : adTracking;
    const tracking = trackingOf({ durationMs, tracking: [...own, ...ofBreak] }, fill);
    return { asset, tracking: withKnown(tracking, advert, known) };
  });
  return { ...(at && { at }), ads };
}

function withKnown(tracking: AdTracking, advert: Advert, known: FiredEvents): AdTracking {
  if (!tracking.fired) return tracking;
  const fired = known.get(advert) ?? tracking.fired;
  known.set(advert, fired);
  return { ...tracking, fired };
}
