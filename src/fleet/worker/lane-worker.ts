/** Takes the jobs of one queue, as many at a time as there are slots. */
import { type Job as QueuedJob, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { isOfLostWorkers } from '../jobs/failure.js';
import type { JobProcessor } from './job-processor.js';

interface LaneWorkerOptions {
  readonly queue: string;
  readonly slots: number;
  /** For BullMQ: it waits for Redis for ever. Not closed with the worker. */
  readonly redis: Redis;
  /** Of BullMQ's keys. */
  readonly prefix: string;
  readonly processor: JobProcessor;
  readonly log: Logger;
}

/**
 * A worker says twice in this time that it is there; then others take its jobs. Short, since a viewer waits: with BullMQ's thirty
 * seconds, a killed worker would cost more than any buffer holds.
 */
const LOCK_MS = 2000;
const STALLED_CHECK_MS = 1000;
/** A job that ends its third worker fails. */
const MAX_STALLED = 2;
/** How long an idle worker waits before it looks by itself: jobs that are handed back wake none. */
const IDLE_SECONDS = 1;
/** Between attempts to tell Redis how a job ended. BullMQ's 15 seconds would outlast its lock by far. */
const RETRY_MS = 500;

const NEVER = new AbortController().signal;

export class LaneWorker {
  readonly #worker: Worker<unknown, string>;
  /** The ids of the jobs in progress. */
  readonly running = new Set<string>();

  constructor({ queue, slots, redis, prefix, processor, log }: LaneWorkerOptions) {
    // With three parameters, so that BullMQ gives it a signal.
    const process = (job: QueuedJob<unknown>, token: string | undefined, signal: AbortSignal | undefined) =>
      this.#process(processor, job, { token: token ?? '', signal: signal ?? NEVER });
    this.#worker = new Worker<unknown, string>(queue, process, {
      ...{ connection: redis, prefix, concurrency: slots, autorun: false, skipVersionCheck: true },
      ...{ lockDuration: LOCK_MS, stalledInterval: STALLED_CHECK_MS, maxStalledCount: MAX_STALLED },
      ...{ drainDelay: IDLE_SECONDS, runRetryDelay: RETRY_MS },
      // As the jobs of origins say too; those of strangers do not.
      removeOnFail: { count: 0 },
    });
    this.#worker.on('error', (error) => log.debug({ err: error, queue }, 'a worker of the queue reports'));
    this.#worker.on('failed', (job) => {
      if (job && isOfLostWorkers(job.failedReason)) void processor.buryLost(job);
    });
  }

  /** Starts to take jobs; connects in the background. */
  begin(): void {
    void this.#worker.run().catch(() => undefined);
  }

  /** Ends a job in progress. */
  cancel(id: string): void {
    this.#worker.cancelJob(id);
  }

  /** Takes no jobs until `resume`; what is in progress goes on. */
  async pause(): Promise<void> {
    await this.#worker.pause(true);
  }

  async resume(): Promise<void> {
    await this.#worker.resume();
  }

  /** Takes no more jobs. Resolves when none is in progress; never rejects. */
  async close(): Promise<void> {
    await this.#worker.close().catch(() => undefined);
  }

  /** Ends without waiting for the jobs in progress, which others take over. Never rejects. */
  async end(): Promise<void> {
    for (const id of this.running) this.cancel(id);
    await this.#worker.close(true).catch(() => undefined);
  }

  async #process(
    processor: JobProcessor,
    job: QueuedJob<unknown>,
    { token, signal }: { token: string; signal: AbortSignal },
  ): Promise<string> {
    const id = job.id ?? '';
    this.running.add(id);
    try {
      return await processor.process(job, token, signal);
    } finally {
      this.running.delete(id);
    }
  }
}
