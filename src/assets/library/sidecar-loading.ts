/** Has the sidecars read that an asset is made of: audio is indexed, as masters are, and what the JSON file says is read. */
import { normalizeError } from '../../shared/errors.js';
import type { StoredSidecar } from '../../stores/index.js';
import type { Asset } from '../asset.js';
import { missingSidecars } from './known-sidecars.js';

/** After what could not be read at the moment. */
const RETRY_MS = 5000;

export interface SidecarLoadingOptions {
  /** Reads one. Rejects where it cannot be used, or takes longer than a request may wait. */
  readonly load: (film: Asset, sidecar: StoredSidecar) => Promise<unknown>;
  /** The asset with all that is known now. */
  readonly revise: (film: Asset) => Asset;
  /** Milliseconds from any fixed moment. */
  readonly clock?: (() => number) | undefined;
}

interface Attempt {
  readonly revised: Promise<Asset>;
  readonly startedAt: number;
  /** Requests wait for the first one only, so that what takes long keeps no manifest waiting again. */
  readonly isFirst: boolean;
}

export class SidecarLoading {
  readonly #options: SidecarLoadingOptions;
  readonly #clock: () => number;
  readonly #attempts = new WeakMap<Asset, Attempt>();

  constructor(options: SidecarLoadingOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** The asset with its sidecars; or as it is where that takes longer, or was tried before: then they are there later. Never rejects. */
  async waitFor(film: Asset): Promise<Asset> {
    const revised = this.begin(film);
    return revised && this.#attempts.get(film)?.isFirst ? revised : film;
  }

  /** Begins to read what is missing, unless that was tried just now. Undefined where nothing is. Never rejects. */
  begin(film: Asset): Promise<Asset> | undefined {
    const missing = missingSidecars(film);
    if (missing.length === 0) return undefined;
    const last = this.#attempts.get(film);
    if (last && this.#clock() - last.startedAt < RETRY_MS) return last.revised;
    const revised = this.#loadAll(film, missing);
    this.#attempts.set(film, { revised, startedAt: this.#clock(), isFirst: !last });
    return revised;
  }

  async #loadAll(film: Asset, missing: readonly StoredSidecar[]): Promise<Asset> {
    const attempts = await Promise.allSettled(missing.map((sidecar) => this.#options.load(film, sidecar)));
    const isAnythingKnown = attempts.some(
      (attempt) => attempt.status === 'fulfilled' || normalizeError(attempt.reason).about !== 'moment',
    );
    return isAnythingKnown ? this.#options.revise(film) : film;
  }
}
