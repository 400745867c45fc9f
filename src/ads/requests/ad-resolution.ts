/** One ad tag, followed to all that it leads to: breaks to their documents, wrappers to their ads. Bounded in depth and number. */
import type { AdDocument, Advert, TrackingUrl, VastAd, VmapBreak, WrapperAd } from '../documents/advert.js';
import { MAX_ADS } from '../documents/limits.js';
import { readAdDocument } from '../documents/read-document.js';
import type { AdAnswer, AdBreak } from './ad-break.js';
import { AdFailure, type AdProblem } from './ad-failure.js';

/** How many wrappers may lead to one ad (VAST 4.3 recommends five). */
const MAX_WRAPPERS = 5;
/** How many documents one tag may lead to. */
const MAX_REQUESTS = 24;
/** Of all documents of one tag together. */
const MAX_BYTES = 1024 * 1024;
const MAX_PROBLEMS = 32;

/** Where in the way to an ad a document is. */
interface Place {
  /** How many wrappers led to it. */
  readonly wrappers: number;
  readonly mayWrap: boolean;
  readonly mayBePod: boolean;
}

/** Requests the document of a URL, and calls `onBytes` with what has come of it, which may throw. @throws AdFailure */
type FetchDocument = (url: string, onBytes: (bytes: number) => void) => Promise<string>;

export class AdResolution {
  readonly #fetch: FetchDocument;
  readonly #problems: AdProblem[] = [];
  #requests = 0;
  #bytes = 0;

  constructor(fetch: FetchDocument) {
    this.#fetch = fetch;
  }

  /** Resolves with what could be found until each of its requests had ended. Never rejects. */
  async resolve(tag: string): Promise<AdAnswer> {
    const document = await this.#document(tag);
    return { breaks: document ? await this.#breaks(document) : [], problems: this.#problems };
  }

  #breaks(document: AdDocument): Promise<readonly AdBreak[]> | readonly AdBreak[] {
    if (document.kind === 'vast') {
      const place = { wrappers: 0, mayWrap: true, mayBePod: true };
      return this.#ads(document.ads, place).then((ads) => [{ ads, tracking: [] }]);
    }
    for (let left = 0; left < document.leftOut; left++) this.#report({ code: 'ad_break_left_out' });
    return Promise.all(document.breaks.map((adBreak) => this.#break(adBreak)));
  }

  async #break({ source, mayWrap, mayBePod, ...adBreak }: VmapBreak): Promise<AdBreak> {
    const place = { wrappers: 0, mayWrap, mayBePod };
    const ads =
      'ads' in source ? await this.#ads(source.ads, place) : await this.#adsOfUrl(source.url, place);
    return { ...adBreak, ads };
  }

  async #adsOfUrl(url: string, place: Place): Promise<readonly Advert[]> {
    const document = await this.#document(url);
    if (document?.kind === 'vast') return this.#ads(document.ads, place);
    if (document) this.#report({ code: 'ad_answer_malformed', host: hostOf(url) });
    return [];
  }

  /**
   * A pod in the order of its sequence, where there is one and it may be played; else the first ad without a sequence that can be played.
   * Ads of a pod that cannot be played are replaced by those without a sequence (VAST 4.3, `Ad`).
   */
  async #ads(ads: readonly VastAd[], place: Place): Promise<readonly Advert[]> {
    const alone = ads.filter(({ sequence }) => sequence === undefined);
    const pod = ads.filter(({ sequence }) => sequence !== undefined);
    pod.sort((a, b) => a.sequence! - b.sequence!);
    const substitute = async (): Promise<readonly Advert[]> => {
      for (let ad = alone.shift(); ad; ad = alone.shift()) {
        const found = await this.#ad(ad, place);
        if (found.length > 0) return found;
      }
      return [];
    };
    if (pod.length === 0 || !place.mayBePod) return substitute();
    const played = await Promise.all(pod.map((ad) => this.#ad(ad, place)));
    const filled: Advert[] = [];
    for (const found of played) filled.push(...(found.length > 0 ? found : await substitute()));
    return filled.slice(0, MAX_ADS);
  }

  async #ad(ad: VastAd, place: Place): Promise<readonly Advert[]> {
    if (ad.kind === 'inline') return [ad.advert];
    if (ad.kind === 'wrapper') return this.#wrapped(ad, place);
    this.#report({ code: ad.reason });
    return [];
  }

  async #wrapped({ url, tracking, ...wrapper }: WrapperAd, place: Place): Promise<readonly Advert[]> {
    if (!place.mayWrap || place.wrappers >= MAX_WRAPPERS) {
      this.#report({ code: 'ad_wrappers_endless', host: hostOf(url) });
      return [];
    }
    const { mayWrap, mayBePod } = wrapper;
    const ads = await this.#adsOfUrl(url, { wrappers: place.wrappers + 1, mayWrap, mayBePod });
    return ads.map((advert) => ({ ...advert, tracking: joined(tracking, advert.tracking) }));
  }

  /** Undefined where there is none. */
  async #document(url: string): Promise<AdDocument | undefined> {
    try {
      if (this.#requests >= MAX_REQUESTS) throw new AdFailure({ code: 'ad_requests_too_many' });
      this.#requests += 1;
      const document = readAdDocument(await this.#fetch(url, (bytes) => this.#count(bytes)));
      if (!document) throw new AdFailure({ code: 'ad_answer_malformed', host: hostOf(url) });
      return document;
    } catch (error) {
      if (!(error instanceof AdFailure)) throw error;
      this.#report(error.problem);
      return undefined;
    }
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > MAX_BYTES) throw new AdFailure({ code: 'ad_answer_too_large' });
  }

  #report(problem: AdProblem): void {
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(problem);
  }
}

/** Where a click leads, the ad says and not its wrappers. */
function joined(wrapper: readonly TrackingUrl[], advert: readonly TrackingUrl[]): readonly TrackingUrl[] {
  return [...wrapper.filter(({ event }) => event !== 'clickThrough'), ...advert];
}

function hostOf(url: string): string {
  return new URL(url).host;
}
