/** Has the masters that have just come indexed before a viewer asks for them. */
import type { AssetLibrary } from '../assets/index.js';
import type { AssetId } from '../shared/asset-id.js';

/** How many may wait. The others are indexed at their first request, as always. */
const MAX_WAITING = 1000;
/** How many are asked for at once: viewers come first, and one index may take all of a disk. */
const AT_ONCE = 2;

export class ReadyAssets {
  readonly #library: Pick<AssetLibrary, 'get' | 'revalidate'>;
  readonly #shutdownSignal: AbortSignal;
  readonly #waiting = new Set<AssetId>();
  #running = 0;

  /** @param shutdownSignal aborts when the server is told to stop. */
  constructor(library: Pick<AssetLibrary, 'get' | 'revalidate'>, shutdownSignal: AbortSignal) {
    this.#library = library;
    this.#shutdownSignal = shutdownSignal;
  }

  /** Never throws or waits. Returns whether there was room for it. */
  add(asset: AssetId): boolean {
    if (this.#waiting.size >= MAX_WAITING) return false;
    this.#waiting.add(asset);
    if (this.#running < AT_ONCE) void this.#work();
    return true;
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    this.#running += 1;
    // Of a set that is added to meanwhile, the loop sees those too.
    for (const asset of this.#waiting) {
      this.#waiting.delete(asset);
      if (!this.#shutdownSignal.aborted) await this.#prepare(asset);
    }
    this.#running -= 1;
  }

  /** The library remembers why a master is refused, and goes on with one that takes longer than a request may wait. */
  async #prepare(asset: AssetId): Promise<void> {
    await this.#library.revalidate(asset);
    await this.#library.get(asset, this.#shutdownSignal).catch(() => undefined);
  }
}
