/** One thread that indexes, as the server's thread sees it: one piece of work at a time. */
import { Worker } from 'node:worker_threads';
import type { WorkMessage, WorkResult } from './messages.js';
import { resultOf, ThreadWork, type WorkTerms } from './thread-work.js';

/** What the thread runs. */
export const INDEXING_WORKER = new URL('./indexing-worker.js', import.meta.url);

/** For what lives briefly, as a box while it is looked at. */
const YOUNG_MEBIBYTES = 16;

export class IndexingThread {
  readonly #worker: Worker;
  #isEnded = false;

  /**
   * @param entry what it runs.
   * @param heapMebibytes how much memory JavaScript may take in it, sample tables aside.
   */
  constructor(entry: URL, heapMebibytes: number) {
    const resourceLimits = {
      maxOldGenerationSizeMb: heapMebibytes,
      maxYoungGenerationSizeMb: YOUNG_MEBIBYTES,
    };
    this.#worker = new Worker(entry, { resourceLimits });
    // Without a listener, a thread that fails while it has nothing to do would end the process.
    this.#worker.on('error', () => this.end());
    this.#worker.on('exit', () => this.end());
    // Keeps the process alive only while there is work.
    this.#worker.unref();
  }

  /** Whether no more work can be given to it. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    void this.#worker.terminate();
  }

  /**
   * @throws OnplayError what the work throws, `master_too_complex` when it takes too long or too much memory,
   *   `encode_cancelled` when the signal aborts; another error when the thread fails. After these three it is ended.
   */
  async do(work: WorkMessage, terms: WorkTerms): Promise<WorkResult> {
    this.#worker.ref();
    const end = await ThreadWork.run(this.#worker, work, terms);
    if (end.isThreadUsable) this.#worker.unref();
    else this.end();
    return resultOf(end);
  }
}
