/**
 * The room that creatives take in the store of masters. An ad server may have a new one for each impression: those that no session was given
 * for the longest time go first, and never one that a session may still play. Each server answers for those that it has copied itself.
 */
import type { Logger } from 'pino';
import type { AssetId } from '../../shared/asset-id.js';
import { normalizeError } from '../../shared/errors.js';
import { leastRecentlyUsed } from '../../shared/eviction.js';
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

  /** Makes room for one that will be copied. False where there is none. Never rejects. */
  reserve(asset: AssetId): Promise<boolean> {
    return this.#changed(async () => {
      const { maxCreativeBytes } = this.#options;
      if (!(await this.#madeRoom(maxCreativeBytes))) return false;
      this.#copying.set(asset, this.#records.get(asset));
      this.#records.set(asset, { asset, bytes: maxCreativeBytes, usedAt: this.#clock() });
      return true;
    });
  }

  /** It was copied. Never rejects. */
  async keep(asset: AssetId, bytes: number): Promise<void> {
    await this.#changed(async () => {
      this.#copying.delete(asset);
      this.#records.set(asset, { asset, bytes, usedAt: this.#clock() });
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
    await this.#load();
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

  async #madeRoom(bytes: number): Promise<boolean> {
    const { maxBytes, maxCreatives = MAX_CREATIVES, playedMs, log } = this.#options;
    const all = [...this.#records.values()];
    const stored = all.reduce((sum, record) => sum + record.bytes, 0);
    const now = this.#clock();
    const { evicted, suffices } = leastRecentlyUsed(
      all.filter(({ asset, usedAt }) => !this.#copying.has(asset) && now - usedAt > playedMs + SAVE_MS),
      { bytes: stored + bytes - maxBytes, entries: all.length + 1 - maxCreatives },
    );
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
    this.#loaded ??= readCreativeRecords(this.#options.file).then((records) => {
      for (const record of records) this.#records.set(record.asset, record);
    });
    return this.#loaded;
  }

  async #save(): Promise<void> {
    this.#savedAt = this.#clock();
    await writeCreativeRecords(this.#options.file, this.#records.values()).catch((err: unknown) =>
      this.#options.log.warn({ err }, 'what creatives there are is not known after a restart'),
    );
  }
}
