/** What a worker does with a job from the queue, and how it tells what became of it. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Job as QueuedJob, UnrecoverableError, WaitingError } from 'bullmq';
import type { Logger } from 'pino';
import { normalizeError, OnplayError } from '../../shared/errors.js';
import { doublingDelayMs, jittered } from '../../shared/outbox/backoff.js';
import type { Tracing } from '../../shared/tracing/tracing.js';
import type { DeadLetters } from '../coordination/dead-letters.js';
import type { FinishedSegment } from '../delivery/finished-segments.js';
import { segmentUrl } from '../delivery/segment-url.js';
import type { FleetSeal } from '../fleet-seal.js';
import { failureOf, isOfLostWorkers, JOB_REFUSED, sealFailure, workersLost } from '../jobs/failure.js';
import { type Job, openJob } from '../jobs/job.js';
import { sealResult } from '../jobs/result.js';
import type { WorkerMetrics } from './worker-metrics.js';

export interface ProcessorOptions {
  /** The id of this worker, and where origins reach it. */
  readonly worker: { readonly id: string; readonly url: string };
  readonly seal: FleetSeal;
  /** Produces the segment of a job; see `runJob`. */
  readonly run: (id: string, job: Job, signal: AbortSignal) => Promise<FinishedSegment>;
  readonly deadLetters: Pick<DeadLetters, 'record'>;
  /** Whether the worker ends, so that jobs go to others. */
  readonly isDraining: () => boolean;
  readonly metrics: Pick<WorkerMetrics, 'jobs'>;
  readonly tracing: Tracing;
  readonly log: Logger;
}

/** Before the second and the third attempt. The slot is held meanwhile: BullMQ's own delays go by the clocks of workers. */
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 1000;
const JITTER = { least: 0.5, most: 1 };

/** What says nothing of an encode, and needs no operator. */
const NO_DEAD_LETTER: ReadonlySet<string> = new Set(['version_gone', 'segment_unknown', 'asset_unknown']);

export class JobProcessor {
  readonly #options: ProcessorOptions;

  constructor(options: ProcessorOptions) {
    this.#options = options;
  }

  /** Returns the result with its seal. @throws an error whose message is the failure with its seal. */
  async process(queued: QueuedJob<unknown>, token: string, signal: AbortSignal): Promise<string> {
    const { seal, isDraining, log } = this.#options;
    const id = queued.id ?? '';
    const job = openJob(seal, id, queued.data);
    if (!job) {
      log.error({ job: id }, 'a job was not asked for by an origin of this fleet; it is refused');
      this.#options.metrics.jobs.inc({ outcome: 'refused' });
      throw silent(new UnrecoverableError(sealFailure(seal, id, failureOf(notOfThisFleet()))));
    }
    if (isDraining()) return handBack(queued, token);
    try {
      return await this.#work(id, job, queued.attemptsMade, signal);
    } catch (thrown) {
      if (isDraining()) return handBack(queued, token);
      throw await this.#failed(queued, job, normalizeError(thrown));
    }
  }

  /** The job ended the workers that had it. Never rejects. */
  async buryLost(queued: QueuedJob<unknown>): Promise<void> {
    const job = openJob(this.#options.seal, queued.id ?? '', queued.data);
    if (job) await this.#bury(queued, job, workersLost(), queued.stalledCounter);
  }

  async #work(id: string, job: Job, attempts: number, signal: AbortSignal): Promise<string> {
    const { tracing, seal, worker, metrics } = this.#options;
    if (attempts > 0) await backOff(attempts, signal);
    const attributes = {
      'onplay.asset': job.asset,
      'onplay.segment': segmentOf(job),
      'onplay.tenant': job.tenant,
      'onplay.attempt': attempts + 1,
    };
    const { sha256, bytes, timings, slotMs } = await tracing.continued(job.traceparent, () =>
      tracing.span('work', attributes, () => this.#options.run(id, job, signal)),
    );
    metrics.jobs.inc({ outcome: 'done' });
    const url = segmentUrl(worker.url, id);
    return sealResult(seal, id, { worker: worker.id, url, sha256, bytes: bytes.byteLength, timings, slotMs });
  }

  /** Returns what to throw, so that BullMQ tries again or fails the job. */
  async #failed(queued: QueuedJob<unknown>, job: Job, error: OnplayError): Promise<Error> {
    const { seal, metrics, log } = this.#options;
    const { id = '', attemptsMade, opts } = queued;
    const text = sealFailure(seal, id, failureOf(error));
    // What is about the moment an origin does by itself, sooner than this worker could try again.
    const mayPass = error.about === 'subject' && error.retryable;
    if (mayPass && attemptsMade + 1 < (opts.attempts ?? 1)) {
      log.warn(
        { job: id, code: error.code, attempt: attemptsMade + 1, err: error.cause },
        'a job is tried again',
      );
      return silent(new Error(text));
    }
    metrics.jobs.inc({ outcome: error.code === 'encode_cancelled' ? 'cancelled' : 'failed' });
    if (error.about === 'subject' && !NO_DEAD_LETTER.has(error.code))
      await this.#bury(queued, job, error, attemptsMade + 1);
    return silent(new UnrecoverableError(text));
  }

  async #bury(
    queued: QueuedJob<unknown>,
    job: Job,
    { code, publicDetail, cause }: OnplayError,
    attempts: number,
  ): Promise<void> {
    const { deadLetters, worker, log } = this.#options;
    const { id = '', queueName: queue } = queued;
    const isDangerous = isOfLostWorkers(queued.failedReason);
    const segment = segmentOf(job);
    const { asset, tenant } = job;
    log.error({ job: id, asset, tenant, segment, code, err: cause }, 'a job failed for good');
    const letter = { id, queue, job: String(queued.data), asset: job.asset, segment, code };
    await deadLetters
      .record({ ...letter, detail: publicDetail.slice(0, 2000), attempts, worker: worker.id }, isDangerous)
      .catch((err: unknown) => log.warn({ err, job: id }, 'a dead letter was not stored'));
  }
}

function segmentOf({ variantKey, segment }: Job): string {
  return `${variantKey}/${segment}`;
}

async function handBack(queued: QueuedJob<unknown>, token: string): Promise<never> {
  await queued.moveToWait(token);
  throw new WaitingError();
}

/** Returns early when the signal aborts: the work then ends by itself. */
async function backOff(attempts: number, signal: AbortSignal): Promise<void> {
  const delayMs = jittered(doublingDelayMs(attempts, FIRST_PAUSE_MS, MAX_PAUSE_MS), JITTER);
  await pause(delayMs, undefined, { signal }).catch(() => undefined);
}

/** Without its stack, which BullMQ would store, and which has paths. */
function silent(error: Error): Error {
  error.stack = '';
  return error;
}

/** Known to origins, which ask again: the segment's own job was not added while this one was there. */
function notOfThisFleet(): OnplayError {
  return new OnplayError(JOB_REFUSED, { publicDetail: 'The job is not of this fleet.', about: 'moment' });
}
