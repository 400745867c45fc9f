/** What is requested while ads of sessions are played, until it is requested or the session has expired: in memory, and bounded. */
import type { AssetId } from '../../shared/asset-id.js';
import { FairLru } from '../../shared/fair-lru.js';
import type { AdEvent } from '../../shared/sequence/ad-tracking.js';

/** The events of an ad in one session. */
export interface KeptAd {
  /** The programme. */
  readonly asset: AssetId;
  /** With macros; all have a moment. */
  readonly events: readonly AdEvent[];
  /** When the grants of the session end, in seconds since 1970. */
  readonly expiresAtSeconds: number;
}

interface Entry extends KeptAd {
  readonly id: string;
  /** Whether it comes from another server. */
  readonly isAdopted: boolean;
  /** Indices of the events that are requested, or were. */
  readonly taken: Set<number>;
}

/** Of all ads. One has some two kilobytes, and eight at most. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_ADS = 100_000;
/** What an ad takes beside its URLs. */
const BASE_BYTES = 400;
const EVENT_BYTES = 100;
const SWEEP_MS = 60_000;
/** Manifests that share an ad are asked for within some seconds: the grants of the first end before those of the others. */
const AFTERWARDS_MS = 10_000;

interface KeptAdsOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Called with the name of each ad that gave way before it expired, but for those of other servers. */
  readonly onGaveWay?: (id: string) => void;
}

/** Where there is no room, the ads of the client with the most give way, those first that were asked for longest ago. */
export class KeptAds {
  readonly #ads: FairLru<Entry>;
  readonly #now: () => number;
  #sweptAtMs = 0;

  constructor({ now = Date.now, onGaveWay }: KeptAdsOptions = {}) {
    this.#now = now;
    const onRemove = (entry: Entry) => {
      if (!entry.isAdopted && !this.#isExpired(entry)) onGaveWay?.(entry.id);
    };
    this.#ads = new FairLru({ max: MAX_ADS, maxSize: MAX_BYTES, sizeOf: bytesOf, onRemove });
  }

  get size(): number {
    return this.#ads.size;
  }

  /** @param id new, or known already: then nothing changes. @param client whose room it takes. @returns whether it was new. */
  add(client: string, id: string, ad: KeptAd, { isAdopted = false } = {}): boolean {
    this.#sweep();
    if (this.#ads.get(id)) return false;
    this.#ads.add(client, id, { ...ad, id, isAdopted, taken: new Set() });
    return true;
  }

  /** Undefined where it was never here, gave way, or has expired. */
  get(id: string): KeptAd | undefined {
    const ad = this.#ads.get(id);
    return ad && !this.#isExpired(ad) ? ad : undefined;
  }

  /** Those of the events that were not taken before. @param events their indices. */
  take(id: string, events: readonly number[]): readonly number[] {
    const taken = this.#ads.peek(id)?.taken;
    if (!taken) return [];
    const left = events.filter((event) => !taken.has(event));
    for (const event of left) taken.add(event);
    return left;
  }

  #sweep(): void {
    const now = this.#now();
    if (Math.abs(now - this.#sweptAtMs) < SWEEP_MS) return;
    this.#sweptAtMs = now;
    for (const [id, ad] of this.#ads.entries()) if (this.#isExpired(ad)) this.#ads.delete(id);
  }

  #isExpired({ expiresAtSeconds }: KeptAd): boolean {
    return expiresAtSeconds * 1000 + AFTERWARDS_MS <= this.#now();
  }
}

function bytesOf({ events }: KeptAd): number {
  return events.reduce((bytes, { url }) => bytes + EVENT_BYTES + url.length, BASE_BYTES);
}
