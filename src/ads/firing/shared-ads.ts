/**
 * What is requested while ads of sessions are played, for all servers of a fleet: segments of one session may come from each. In Redis until the session
 * has expired, or the server that stored it has no room for it any more: so it is bounded as their memories are. Where Redis is gone, each server requests what it knows itself, and an event may be requested by two.
 */
import { z } from 'zod';
import type { RedisLink, Seal } from '../../redis/index.js';
import { toAssetId } from '../../shared/asset-id.js';
import { adEventNames } from '../../shared/sequence/ad-tracking.js';
import { hasMoment } from '../../shared/sequence/fired-events.js';
import { MAX_OF_AD, MAX_URLS } from '../tracking/limits.js';
import type { KeptAd } from './kept-ads.js';

/** A little more than one has at most, so that no sealed text is read that is not one of ours. */
const MAX_STORED = 4 * MAX_OF_AD;
/** What is asked for after its session has expired is refused: this is for clocks that differ. */
const AFTERWARDS_SECONDS = 60;

const storedSchema = z.strictObject({
  id: z.string(),
  asset: z.string(),
  expiresAtSeconds: z.int().min(0),
  events: z
    .array(
      z.strictObject({
        event: z.enum(adEventNames).refine(hasMoment),
        url: z.string().max(MAX_OF_AD),
        offset: z.number().min(0).optional(),
      }),
    )
    .max(MAX_URLS),
});

export class SharedAds {
  readonly #link: Pick<RedisLink, 'key' | 'attempt'>;
  readonly #seal: Seal;

  constructor(link: Pick<RedisLink, 'key' | 'attempt'>, seal: Seal) {
    this.#link = link;
    this.#seal = seal;
  }

  /** Stores what a server keeps, in the background. */
  store(id: string, ad: KeptAd): void {
    const text = this.#seal.close(JSON.stringify({ id, ...ad }));
    const seconds = secondsUntil(ad.expiresAtSeconds);
    void this.#link.attempt((redis) => redis.set(this.#keyOf(id), text, 'EX', seconds));
  }

  /** Removes what gave way here, in the background: which events were requested stays known. */
  remove(id: string): void {
    void this.#link.attempt((redis) => redis.del(this.#keyOf(id)));
  }

  /** What another server has kept; undefined where there is none, and for what the fleet did not write. Never rejects. */
  async find(id: string): Promise<KeptAd | undefined> {
    const key = this.#keyOf(id);
    const sealed = await this.#link.attempt(async (redis) =>
      (await redis.strlen(key)) > MAX_STORED ? null : redis.get(key),
    );
    const text = typeof sealed === 'string' ? this.#seal.open(sealed) : undefined;
    return text === undefined ? undefined : readStored(id, text);
  }

  /** Those of the events that no server has requested; all, where Redis does not answer. Never rejects. */
  async take(id: string, events: readonly number[], expiresAtSeconds: number): Promise<readonly number[]> {
    const key = `${this.#keyOf(id)}:taken`;
    const before = await this.#link.attempt((redis) => {
      const commands = redis.multi();
      for (const event of events) commands.setbit(key, event, 1);
      return commands.expire(key, secondsUntil(expiresAtSeconds)).exec();
    });
    if (!before) return events;
    return events.filter((_event, n) => before[n]?.[1] !== 1);
  }

  #keyOf(id: string): string {
    return this.#link.key(`ad:${id}`);
  }
}

function secondsUntil(expiresAtSeconds: number): number {
  return Math.max(1, Math.ceil(expiresAtSeconds - Date.now() / 1000)) + AFTERWARDS_SECONDS;
}

function readStored(id: string, text: string): KeptAd | undefined {
  try {
    const stored = storedSchema.parse(JSON.parse(text));
    const events = stored.events.map(({ event, url, offset }) => ({
      ...{ event, url },
      ...(offset !== undefined && { offset }),
    }));
    const { asset, expiresAtSeconds } = stored;
    return stored.id === id ? { asset: toAssetId(asset), expiresAtSeconds, events } : undefined;
  } catch {
    // Of another version of Onplay.
    return undefined;
  }
}
