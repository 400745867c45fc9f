/** What is played in the breaks of a session's programme: the ads of its tag whose creatives can be played now. */
import type { Logger } from 'pino';
import type { AssetId } from '../shared/asset-id.js';
import type { Creatives } from './creatives/creatives.js';
import type { Advert, BreakTime, TrackingUrl } from './documents/advert.js';
import type { AdBreak } from './requests/ad-break.js';
import type { AdClient, AdViewer } from './requests/ad-client.js';

export interface SessionAdsOptions {
  readonly client: Pick<AdClient, 'breaks'>;
  readonly creatives: Pick<Creatives, 'ready'>;
  /** For the tag and all that it leads to, the creatives included. */
  readonly timeoutMs: number;
  readonly log: Logger;
}

export interface PlayableAd {
  readonly asset: AssetId;
  readonly advert: Advert;
}

export interface PlayableBreak {
  /** Absent for VAST, which says nothing of where its ads are played. */
  readonly at?: BreakTime;
  /** In the order in which they are played; at least one. */
  readonly ads: readonly PlayableAd[];
  /** Of the break itself. */
  readonly tracking: readonly TrackingUrl[];
}

export class SessionAds {
  readonly #options: SessionAdsOptions;

  constructor(options: SessionAdsOptions) {
    this.#options = options;
  }

  /** The breaks in which something can be played. Takes no longer than its time-out, and never rejects. */
  async of(tag: string, viewer: AdViewer): Promise<readonly PlayableBreak[]> {
    const { client, timeoutMs, log } = this.#options;
    const late = AbortSignal.timeout(timeoutMs);
    const { breaks, problems } = await client.breaks(tag, viewer);
    for (const problem of problems) log.warn(problem, 'an ad server gave less than it might');
    const playable = await Promise.all(breaks.map((adBreak) => this.#playable(adBreak, late)));
    return playable.filter(({ ads }) => ads.length > 0);
  }

  async #playable({ at, ads, tracking }: AdBreak, late: AbortSignal): Promise<PlayableBreak> {
    const ready = await Promise.all(
      ads.map(async (advert) => {
        const asset = await this.#options.creatives.ready(advert.files, late);
        return asset === undefined ? [] : [{ asset, advert }];
      }),
    );
    return { ...(at && { at }), ads: ready.flat(), tracking };
  }
}
