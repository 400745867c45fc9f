/** A few threads of one kind, of which one is kept when none is needed. */
import { Semaphore } from '../../shared/semaphore.js';
import type { Dialogue } from './messages.js';
import type { TaskTerms } from './thread-task.js';
import { WorkerThread } from './worker-thread.js';

interface ThreadPoolOptions {
  /** The module the threads run. */
  readonly entry: URL;
  /** How many tasks run at once. Those that wait are unbounded here: the scheduler's lanes bound them. */
  readonly maxThreads: number;
  /** The limit of each thread's JavaScript heap, which typed arrays lie outside of. */
  readonly heapMebibytes: number;
}

export class ThreadPool<D extends Dialogue> {
  readonly #options: ThreadPoolOptions;
  readonly #idle: WorkerThread<D>[] = [];
  readonly #turns: Semaphore;
  #isClosed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
    this.#turns = new Semaphore(options.maxThreads);
  }

  /** Starts a thread, so that the first task does not wait for it. */
  warm(): void {
    if (this.#idle.length === 0) this.#idle.push(this.#newThread());
  }

  /** Ends the idle threads now and the busy ones after their task. */
  close(): void {
    this.#isClosed = true;
    for (const thread of this.#idle.splice(0)) thread.end();
  }

  /**
   * Runs a task in a thread of its own.
   * @param isSpent asked when the task has ended: whether to end its thread, which frees all of its memory at once.
   * @throws OnplayError as `WorkerThread.do`.
   */
  async run(work: D['work'], terms: TaskTerms<D>, isSpent: () => boolean): Promise<D['result']> {
    await this.#turns.acquire(terms.signal);
    const idle = this.#idle.pop();
    const thread = idle?.isEnded === false ? idle : this.#newThread();
    try {
      return await thread.do(work, terms);
    } finally {
      if (isSpent()) thread.end();
      this.#giveBack(thread);
      this.#turns.release();
    }
  }

  #newThread(): WorkerThread<D> {
    return new WorkerThread(this.#options.entry, this.#options.heapMebibytes);
  }

  /** Keeps one thread warm. */
  #giveBack(thread: WorkerThread<D>): void {
    if (this.#idle.length > 0 || this.#isClosed) thread.end();
    else this.#idle.push(thread.isEnded ? this.#newThread() : thread);
  }
}
