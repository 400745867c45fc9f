/** The masters that are being indexed: each once, however many requests wait for it, and finished even if none does any more. */

import { shuttingDown } from '../../shared/scheduler/errors.js';
import { SingleFlight, type WorkContext } from '../../shared/single-flight.js';
import { TaskTracker } from '../../shared/task-tracker.js';
import type { Asset } from '../asset.js';
import type { MasterToIndex } from './asset-indexer.js';
import { masterKey } from './master-resolver.js';
import { type Patience, type Preparation, Preparations, type Progress } from './preparations.js';

export interface IndexingInProgressOptions {
  /** Aborts when the server starts to shut down: no other signal cancels an index that has no waiters left. */
  readonly shutdownSignal: AbortSignal;
  /** How long requests wait for a master that is being prepared. */
  readonly patience?: Patience | 'unlimited' | undefined;
  /** Indexes a master. */
  readonly index: (master: MasterToIndex, preparation: Preparation, signal: AbortSignal) => Promise<Asset>;
}

export class IndexingInProgress {
  readonly #options: IndexingInProgressOptions;
  readonly #preparations: Preparations;
  readonly #indexing = new SingleFlight<Asset>();
  readonly #tasks = new TaskTracker();
  /** By master key: resolved when enough is known of a master to be presented. */
  readonly #outlined = new Map<string, PromiseWithResolvers<Asset>>();

  constructor(options: IndexingInProgressOptions) {
    this.#options = options;
    this.#preparations = new Preparations(options.patience);
  }

  /**
   * Indexes a master, or waits with those who wait for it already, until its index or its outline is known.
   * @throws OnplayError as the indexing; `encode_cancelled` when the signal aborts; `master_preparing` when it takes longer
   *   than a request may wait; `shutting_down`.
   */
  async join(master: Omit<MasterToIndex, 'complete'>, signal: AbortSignal): Promise<Asset> {
    if (this.#options.shutdownSignal.aborted) throw shuttingDown();
    const key = masterKey(master.master);
    const index = (context: WorkContext) => {
      const complete = (): Promise<Asset> => this.#preparations.withPatience(key, indexed);
      const work = (preparation: Preparation) =>
        this.#options.index({ ...master, complete }, preparation, context.signal);
      const indexed: Promise<Asset> = this.#tasks.add(this.#preparations.track(key, work));
      return indexed;
    };
    if (!signal.aborted) this.#keep(key, index);
    return this.#waitFor(key, index, signal);
  }

  /** Answers all who wait for a master with the asset as far as it is known; its index is completed meanwhile. */
  outlined(asset: Asset): void {
    this.#outlined.get(masterKey(asset.master))?.resolve(asset);
  }

  /** The progress of a master; undefined where it is not in progress. */
  progressOf(key: string): Progress | undefined {
    return this.#preparations.progressOf(key);
  }

  /** Cancels the indexing of the masters whose keys are chosen, even if requests wait for it. */
  cancel(isChosen: (key: string) => boolean): void {
    this.#indexing.cancel(isChosen);
  }

  /** Resolves when no master is being indexed. */
  idle(): Promise<void> {
    return this.#tasks.idle();
  }

  /** A waiter until shutdown, so that the work outlasts its callers. */
  #keep(key: string, index: (context: WorkContext) => Promise<Asset>): void {
    const waiter = { signal: this.#options.shutdownSignal };
    if (!this.#outlined.has(key)) this.#outlined.set(key, Promise.withResolvers());
    const forget = () => this.#outlined.delete(key);
    this.#indexing.share(key, waiter, index).promise.then(forget, forget);
  }

  /** A caller that got `master_preparing`, or the outline, is no longer a waiter. */
  async #waitFor(key: string, index: (context: WorkContext) => Promise<Asset>, signal: AbortSignal) {
    const answered = new AbortController();
    const waiting = AbortSignal.any([signal, answered.signal]);
    const outlined = this.#outlined.get(key)?.promise;
    const { promise } = this.#indexing.share(key, { signal: waiting }, index);
    try {
      const known = outlined ? Promise.race([promise, outlined]) : promise;
      return await this.#preparations.withPatience(key, known);
    } finally {
      answered.abort();
    }
  }
}
