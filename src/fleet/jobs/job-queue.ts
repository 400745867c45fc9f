/** A queue of jobs in Redis, as origins use it. */
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

/** How often an encode that failed, but might succeed, is tried. */
const ATTEMPTS = 3;
/**
 * The last results stay, for those who ask next while the worker still has the bytes. A number and no age: BullMQ reckons ages
 * by the clocks of workers, which may differ.
 */
const RESULTS_KEPT = 1000;

/** What became of a job. */
export type JobState =
  | { readonly is: 'completed'; readonly result: unknown }
  | { readonly is: 'failed'; readonly reason: string }
  /** Waiting or in progress. */
  | { readonly is: 'open'; readonly priority: number }
  /** There is no such job, or it cannot be read. */
  | { readonly is: 'gone' };

/** All methods reject where Redis does not answer. */
export class JobQueue {
  readonly #queue: Queue<string, unknown, string>;

  /**
   * @param redis connected; it is not closed with the queue.
   * @param prefix of BullMQ's keys.
   * @throws Error where Redis does not answer.
   */
  static async open(name: string, redis: Redis, prefix: string): Promise<JobQueue> {
    const queue = new Queue<string, unknown, string>(name, {
      ...{ connection: redis, prefix },
      skipVersionCheck: true,
      defaultJobOptions: {
        attempts: ATTEMPTS,
        removeOnComplete: { count: RESULTS_KEPT },
        // What failed is told by the event, and kept as a dead letter. Here it would be in the way of the next request.
        removeOnFail: true,
        // Stacks have paths.
        stackTraceLimit: 0,
      },
    });
    // The connection logs its own errors, and each method rejects with its own.
    queue.on('error', () => undefined);
    await queue.waitUntilReady();
    return new JobQueue(queue);
  }

  private constructor(queue: Queue<string, unknown, string>) {
    this.#queue = queue;
  }

  /** Adds a job; does nothing where there is one with this id, whatever its state. */
  async add(jobId: string, sealed: string, priority: number): Promise<void> {
    await this.#queue.add('segment', sealed, { jobId, priority });
  }

  async stateOf(id: string): Promise<JobState> {
    const job = await this.#queue.getJob(id);
    if (!job) return { is: 'gone' };
    if (job.finishedOn === undefined) return { is: 'open', priority: Number(job.priority) };
    if (job.failedReason) return { is: 'failed', reason: job.failedReason };
    return { is: 'completed', result: job.returnvalue };
  }

  /** Moves a waiting job forward, or back. */
  async setPriority(id: string, priority: number): Promise<void> {
    const job = await this.#queue.getJob(id);
    await job?.changePriority({ priority });
  }

  /** Removes a job, or what is left of it, unless it is in progress. */
  async remove(id: string): Promise<void> {
    await this.#queue.remove(id);
  }

  /** Removes a job that no worker has taken up: of one that is done, others may want the result. Resolves with whether it did. */
  async removeWaiting(id: string): Promise<boolean> {
    const { is } = await this.stateOf(id);
    return is === 'open' && (await this.#queue.remove(id)) === 1;
  }

  /** How many jobs wait. */
  async waiting(): Promise<number> {
    const { waiting = 0, prioritized = 0 } = await this.#queue.getJobCounts('waiting', 'prioritized');
    return waiting + prioritized;
  }

  /** Never rejects. */
  async close(): Promise<void> {
    await this.#queue.close().catch(() => undefined);
  }
}
