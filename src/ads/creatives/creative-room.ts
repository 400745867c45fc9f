/**
 * The room that creatives take in the store of masters. An ad server may have a new one for each impression: those that no session was given
 * for the longest time go first, and never one that a session may still play. Each server answers for those that it has copied itself.
 */
import type { Logger } from 'pino';
import type { AssetId } from '../../shared/asset-id.js';
import { normalizeError } from '../../shared/errors.js';
import { type Eviction, leastRecentlyUsed } from '../../shared/eviction.js';
import { type CreativeRecord, readCreativeRecords, writeCreativeRecords } from './creative-records.js';

export interface CreativeRoomOptions {
  /** Where it is known after a restart; created on first use. */
  readonly file: string;
  /** Of all together. */
  readonly maxBytes: number;
  /** Of one. */
  readonly maxCreativeBytes: number;
  /** How many there may be; default 1000. */
  readonly maxCreatives?: number;
  /** Whether there are several ad servers, none of which may then take more than half of it; default false. */
  readonly isShared?: boolean;
  /** How long a session may play what it was given, in milliseconds. */
  readonly playedMs: number;
  /** Removes the master and what was made of it. @throws OnplayError `asset_unknown` where there is none. */
  readonly remove: (asset: AssetId) => Promise<void>;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

const MAX_CREATIVES = 1000;
/** How often it is written that creatives were used; a restart forgets what came after. */
const SAVE_MS = 60_000;

export class CreativeRoom {
  readonly #options: CreativeRoomOptions;
  readonly #clock: () => number;
  readonly #records = new Map<AssetId, CreativeRecord>();
  /** With what was known of each before. */
  readonly #copying = new Map<AssetId, CreativeRecord | undefined>();
  readonly #leaving = new Set<AssetId>();
  #loaded: Promise<void> | undefined;
  /** One change after the other, so that no two take the same room. */
  #lastChange: Promise<unknown> = Promise.resolve();
  #savedAt = 0;

  constructor(options: CreativeRoomOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
  }

  /**
   * Makes room for one that will be copied. False where there is none, or where it is not known what there is. Never rejects.
   * @param server the host of the ad tag.
   */
  reserve(asset: AssetId, server: string): Promise<boolean> {
    const reserved = this.#changed(async () => {
      const { maxCreativeBytes: bytes } = this.#options;
      if (!(await this.#madeRoom(server))) return false;
      this.#copying.set(asset, this.#records.get(asset));
      this.#records.set(asset, { asset, server, bytes, usedAt: this.#clock() });
      return true;
    });
    return reserved.catch(() => false);
  }

  /** It was copied. Never rejects. */
  async keep(asset: AssetId, bytes: number): Promise<void> {
    await this.#changed(async () => {
      const { server = '' } = this.#records.get(asset) ?? {};
      this.#copying.delete(asset);
      this.#records.set(asset, { asset, server, bytes, usedAt: this.#clock() });
    });
  }

  /** It was not copied. Never rejects. */
  async release(asset: AssetId): Promise<void> {
    await this.#changed(async () => {
      const before = this.#copying.get(asset);
      this.#copying.delete(asset);
      if (before) this.#records.set(asset, before);
      else this.#records.delete(asset);
    });
  }

  /** A session is given it. False if it is being removed. Never rejects. */
  async use(asset: AssetId): Promise<boolean> {
    await this.#load().catch(() => undefined);
    if (this.#leaving.has(asset)) return false;
    const record = this.#records.get(asset);
    const now = this.#clock();
    if (record) this.#records.set(asset, { ...record, usedAt: now });
    if (record && now - this.#savedAt >= SAVE_MS) {
      this.#savedAt = now;
      void this.#changed(async () => undefined);
    }
    return true;
  }

  async #madeRoom(server: string): Promise<boolean> {
    const { log } = this.#options;
    const { evicted, suffices } = this.#evictedFor(server);
    if (!suffices) return false;
    for (const { asset } of evicted) this.#leaving.add(asset);
    try {
      for (const { asset } of evicted) await this.#remove(asset);
      if (evicted.length > 0) log.info({ creatives: evicted.length }, 'creatives removed to make room');
      return true;
    } catch (error) {
      log.warn({ code: normalizeError(error).code }, 'a creative could not be removed');
      return false;
    } finally {
      this.#leaving.clear();
    }
  }

  /** What goes for another one: of its server's where that has its half already, and then of all. */
  #evictedFor(server: string): Eviction<CreativeRecord> {
    const { maxBytes, maxCreatives = MAX_CREATIVES, isShared = false } = this.#options;
    const all = [...this.#records.values()];
    const whole = { maxBytes, maxCreatives };
    if (!isShared) return this.#evicted(all, whole);
    const own = this.#evicted(
      all.filter((record) => record.server === server),
      { maxBytes: maxBytes / 2, maxCreatives: maxCreatives / 2 },
    );
    if (!own.suffices) return own;
    const others = this.#evicted(
      all.filter((record) => !own.evicted.includes(record)),
      whole,
    );
    return { ...others, evicted: [...own.evicted, ...others.evicted] };
  }

  /** What of these records goes for another one, of at most as many bytes as one may have. */
  #evicted(
    records: readonly CreativeRecord[],
    { maxBytes, maxCreatives }: { readonly maxBytes: number; readonly maxCreatives: number },
  ): Eviction<CreativeRecord> {
    const { maxCreativeBytes, playedMs } = this.#options;
    const stored = records.reduce((sum, record) => sum + record.bytes, 0);
    const now = this.#clock();
    const isIdle = ({ asset, usedAt }: CreativeRecord) =>
      !this.#copying.has(asset) && now - usedAt > playedMs + SAVE_MS;
    return leastRecentlyUsed(records.filter(isIdle), {
      bytes: stored + maxCreativeBytes - maxBytes,
      entries: records.length + 1 - maxCreatives,
    });
  }

  /** An operator, or another server, may have removed it. */
  async #remove(asset: AssetId): Promise<void> {
    await this.#options.remove(asset).catch((error: unknown) => {
      if (normalizeError(error).code !== 'asset_unknown') throw error;
    });
    this.#records.delete(asset);
  }

  #changed<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#lastChange.then(async () => {
      await this.#load();
      const result = await change();
      await this.#save();
      return result;
    });
    this.#lastChange = done.catch(() => undefined);
    return done;
  }

  /** What the file says of those that were copied meanwhile is older. */
  #load(): Promise<void> {
    this.#loaded ??= readCreativeRecords(this.#options.file).then(
      (records) => {
        for (const record of records) this.#records.set(record.asset, record);
      },
      (err: unknown) => {
        this.#loaded = undefined;
        this.#options.log.warn({ err }, 'what creatives there are cannot be read');
        throw err;
      },
    );
    return this.#loaded;
  }

  async #save(): Promise<void> {
    this.#savedAt = this.#clock();
    await writeCreativeRecords(this.#options.file, this.#records.values()).catch((err: unknown) =>
      this.#options.log.warn({ err }, 'what creatives there are is not known after a restart'),
    );
  }
}
