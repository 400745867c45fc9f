/** Makes the creatives of ads assets: each is copied once, at its first impression, and indexed like any master. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { AssetLibrary } from '../../assets/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import { normalizeError } from '../../shared/errors.js';
import type { Imports } from '../../uploads/index.js';
import type { CreativeFile } from '../documents/advert.js';
import type { CopyTurns } from './copy-turns.js';
import { type CreativeName, creativeName } from './creative-name.js';
import type { CreativeRoom } from './creative-room.js';

export interface CreativesOptions {
  readonly library: Pick<AssetLibrary, 'get' | 'revalidate'>;
  /** Copies from the hosts of creatives. */
  readonly imports: Pick<Imports, 'start' | 'ended'>;
  readonly turns: Pick<CopyTurns, 'refusal' | 'count' | 'run'>;
  readonly room: Pick<CreativeRoom, 'reserve' | 'keep' | 'release' | 'use'>;
  readonly log: Logger;
}

/** Who waits for a creative. */
export interface CreativeWaiter {
  /** Who chose it: the host of the ad tag. */
  readonly server: string;
  /** Aborts when it is not waited for any more. */
  readonly signal: AbortSignal;
}

/** How long one that could not be copied is not asked for again. */
const FAILURE_MS = 60_000;
const MAX_FAILURES = 1000;

export class Creatives {
  readonly #options: CreativesOptions;
  /** As many as may be unfinished; see `CopyTurns`. */
  readonly #copies = new Map<AssetId, Promise<boolean>>();
  readonly #failures = new LRUCache<AssetId, true>({ max: MAX_FAILURES, ttl: FAILURE_MS });

  constructor(options: CreativesOptions) {
    this.#options = options;
  }

  /**
   * The asset of the best of the files that can be had. Undefined where it is not there yet when the signal aborts: it is copied and indexed
   * on, so that the next impression has it. Never rejects.
   */
  async ready(
    files: readonly CreativeFile[],
    { server, signal }: CreativeWaiter,
  ): Promise<AssetId | undefined> {
    const file = files.find((each) => !this.#failures.has(creativeName(each).asset));
    if (!file || signal.aborted) return undefined;
    const made = this.#made(file, server);
    return new Promise((resolve) => {
      const leave = () => resolve(undefined);
      signal.addEventListener('abort', leave, { once: true });
      made.then(resolve).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  /** Never rejects. */
  async #made(file: CreativeFile, server: string): Promise<AssetId | undefined> {
    const { library, room } = this.#options;
    const name = creativeName(file);
    const { asset } = name;
    // The index is finished even if the manifest does not wait for it.
    const { signal } = new AbortController();
    const code = await codeOf(library.get(asset, signal));
    if (code !== undefined) {
      if (code !== 'asset_unknown' || !(await this.#copied(name, file.url, server))) return undefined;
      await library.revalidate(asset);
      if ((await codeOf(library.get(asset, signal))) !== undefined) return undefined;
    }
    return (await room.use(asset)) ? asset : undefined;
  }

  /** Whether it is there now; one copy for all who wait. */
  #copied(name: CreativeName, url: string, server: string): Promise<boolean> {
    const { asset } = name;
    const running = this.#copies.get(asset);
    if (running) return running;
    const { turns, log } = this.#options;
    const reason = turns.refusal(server);
    if (reason !== undefined) {
      log.warn({ asset, server, reason }, 'a creative is not copied');
      return Promise.resolve(false);
    }
    const copy = turns
      .run(server, () => this.#copy(name, url, server))
      .finally(() => this.#copies.delete(asset));
    this.#copies.set(asset, copy);
    return copy;
  }

  /** Never rejects. */
  async #copy({ asset, name }: CreativeName, source: string, server: string): Promise<boolean> {
    const { room, turns, log } = this.#options;
    if (!(await room.reserve(asset, server))) {
      log.warn({ asset, server, reason: 'there is no room' }, 'a creative is not copied');
      this.#failures.set(asset, true);
      return false;
    }
    turns.count(server);
    const copied = await this.#imported(name, source);
    if (copied.state === 'done') await room.keep(asset, copied.bytes);
    // One that the end of the server interrupts is copied on by the next one, and keeps its room.
    else if (copied.state !== 'interrupted') await room.release(asset);
    if (copied.state === 'failed') {
      log.warn({ asset, code: copied.code }, 'a creative could not be copied');
      this.#failures.set(asset, true);
    }
    return copied.state === 'done' || copied.state === 'elsewhere';
  }

  /** Never rejects. */
  async #imported(name: string, source: string): Promise<Copied> {
    const { imports } = this.#options;
    try {
      const { id } = await imports.start({ asset: name, source, replace: false });
      const { state, bytes, problem } = await imports.ended(id);
      if (state === 'done') return { state, bytes };
      return problem ? { state: 'failed', code: problem.code } : { state: 'interrupted' };
    } catch (error) {
      const { code } = normalizeError(error);
      return code === 'asset_exists' ? { state: 'elsewhere' } : { state: 'failed', code };
    }
  }
}

type Copied =
  | { readonly state: 'done'; readonly bytes: number }
  | { readonly state: 'failed'; readonly code: string }
  /** Another server has copied it meanwhile, and answers for its room. */
  | { readonly state: 'elsewhere' }
  | { readonly state: 'interrupted' };

/** The code of the error of a promise; undefined where it resolves. */
async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => normalizeError(error).code,
  );
}
