/** One thread, as the main thread sees it: it runs one task at a time. */
import { Worker } from 'node:worker_threads';
import type { Dialogue } from './messages.js';
import { resultOf, type TaskTerms, ThreadTask } from './thread-task.js';

/** For short-lived objects, as a box or a line while it is parsed. A thread keeps all of it. */
const YOUNG_MEBIBYTES = 6;

export class WorkerThread<D extends Dialogue> {
  readonly #worker: Worker;
  #isEnded = false;

  /**
   * @param entry the module it runs.
   * @param heapMebibytes the limit of its JavaScript heap; typed arrays lie outside of it.
   */
  constructor(entry: URL, heapMebibytes: number) {
    const resourceLimits = {
      maxOldGenerationSizeMb: heapMebibytes,
      maxYoungGenerationSizeMb: YOUNG_MEBIBYTES,
    };
    this.#worker = new Worker(entry, { resourceLimits });
    // Without a listener, a thread that fails while idle would end the process.
    this.#worker.on('error', () => this.end());
    this.#worker.on('exit', () => this.end());
    // An idle thread does not keep the process alive.
    this.#worker.unref();
  }

  /** Whether it can run no further task. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    void this.#worker.terminate();
  }

  /**
   * Runs a task.
   * @throws what the task throws; `terms.tooComplex` when it takes too long or too much memory; OnplayError
   *   `encode_cancelled` when the signal aborts; another error when the thread fails. The last three end the thread.
   */
  async do(work: D['work'], terms: TaskTerms<D>): Promise<D['result']> {
    this.#worker.ref();
    const end = await ThreadTask.run<D>(this.#worker, work, terms);
    if (end.isThreadUsable) this.#worker.unref();
    else this.end();
    return resultOf(end);
  }
}
