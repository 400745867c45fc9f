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

/** Where there is no room, the ads of the client with the most give way, those first that were asked for longest ago. */
export class KeptAds {
  readonly #ads = new FairLru<Entry>({ max: MAX_ADS, maxSize: MAX_BYTES, sizeOf: bytesOf });
  readonly #now: () => number;
  #sweptAtMs = 0;

  /** @param now milliseconds since 1970. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get size(): number {
    return this.#ads.size;
  }

  /** @param id new, or known already: then nothing changes. @param client whose room it takes. */
  add(client: string, id: string, ad: KeptAd): void {
    this.#sweep();
    if (this.#ads.get(id)) return;
    this.#ads.add(client, id, { ...ad, taken: new Set() });
  }

  /** Undefined where it was never here, gave way, or has expired. */
  get(id: string): KeptAd | undefined {
    const ad = this.#ads.get(id);
    return ad && ad.expiresAtSeconds * 1000 > this.#now() ? ad : undefined;
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
    for (const [id, { expiresAtSeconds }] of this.#ads.entries())
      if (expiresAtSeconds * 1000 <= now) this.#ads.delete(id);
  }
}

function bytesOf({ events }: KeptAd): number {
  return events.reduce((bytes, { url }) => bytes + EVENT_BYTES + url.length, BASE_BYTES);
}
