/** Makes the creatives of ads assets: each is copied once, at its first impression, and indexed like any master. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { AssetLibrary } from '../../assets/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import { normalizeError } from '../../shared/errors.js';
import type { Imports } from '../../uploads/index.js';
import type { CreativeFile } from '../documents/advert.js';
import { type CreativeName, creativeName } from './creative-name.js';

export interface CreativesOptions {
  readonly library: Pick<AssetLibrary, 'get' | 'revalidate'>;
  /** Copies from the hosts of creatives. */
  readonly imports: Pick<Imports, 'start' | 'ended'>;
  readonly log: Logger;
  /** How many new ones are copied in an hour: an ad server that makes up a URL for each impression must not fill the store. */
  readonly maxNew?: number;
  /** Milliseconds from any fixed moment. */
  readonly now?: () => number;
}

/** How long one that could not be copied is not asked for again. */
const FAILURE_MS = 60_000;
const MAX_FAILURES = 1000;
/** In an hour. */
const MAX_NEW = 200;
const HOUR_MS = 60 * 60_000;

export class Creatives {
  readonly #options: CreativesOptions;
  readonly #now: () => number;
  /** As many as imports may be unfinished. */
  readonly #copies = new Map<AssetId, Promise<boolean>>();
  readonly #failures = new LRUCache<AssetId, true>({ max: MAX_FAILURES, ttl: FAILURE_MS });
  #hour = { since: 0, started: 0 };

  constructor(options: CreativesOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /**
   * The asset of the best of the files that can be had. Undefined where it is not there yet when the signal aborts: it is copied and indexed
   * on, so that the next impression has it. Never rejects.
   */
  async ready(files: readonly CreativeFile[], signal: AbortSignal): Promise<AssetId | undefined> {
    const file = files.find((each) => !this.#failures.has(creativeName(each).asset));
    if (!file || signal.aborted) return undefined;
    const made = this.#made(file);
    return new Promise((resolve) => {
      const leave = () => resolve(undefined);
      signal.addEventListener('abort', leave, { once: true });
      made.then(resolve).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  /** Never rejects. */
  async #made(file: CreativeFile): Promise<AssetId | undefined> {
    const { library } = this.#options;
    const name = creativeName(file);
    const { asset } = name;
    // The index is finished even if the manifest does not wait for it.
    const { signal } = new AbortController();
    const code = await codeOf(library.get(asset, signal));
    if (code === undefined) return asset;
    if (code !== 'asset_unknown' || !(await this.#copied(name, file.url))) return undefined;
    await library.revalidate(asset);
    return (await codeOf(library.get(asset, signal))) === undefined ? asset : undefined;
  }

  /** Whether it is there now; one copy for all who wait. */
  #copied(name: CreativeName, url: string): Promise<boolean> {
    const { asset } = name;
    const running = this.#copies.get(asset);
    if (running) return running;
    const copy = this.#copy(name, url).finally(() => this.#copies.delete(asset));
    this.#copies.set(asset, copy);
    return copy;
  }

  async #copy({ asset, name }: CreativeName, source: string): Promise<boolean> {
    const { imports, log } = this.#options;
    try {
      if (!this.#mayCopy()) {
        log.warn({ asset }, 'too many new creatives within an hour, this one is not copied');
        return false;
      }
      const { id } = await imports.start({ asset: name, source, replace: false });
      const { state, problem } = await imports.ended(id);
      if (state === 'done') return true;
      log.warn({ asset, code: problem?.code }, 'a creative could not be copied');
    } catch (error) {
      const { code } = normalizeError(error);
      // Another server has copied it meanwhile.
      if (code === 'asset_exists') return true;
      log.warn({ asset, code }, 'a creative is not copied');
    }
    this.#failures.set(asset, true);
    return false;
  }

  #mayCopy(): boolean {
    const now = this.#now();
    if (now - this.#hour.since >= HOUR_MS) this.#hour = { since: now, started: 0 };
    this.#hour.started += 1;
    return this.#hour.started <= (this.#options.maxNew ?? MAX_NEW);
  }
}

/** The code of the error of a promise; undefined where it resolves. */
async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => normalizeError(error).code,
  );
}
