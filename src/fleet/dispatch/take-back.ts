/**
 * Takes a job back that no worker takes up, once this machine has nothing else to do: when all workers are busy, or hang, an
 * idle origin encodes too.
 */
import type { SegmentProducer } from '../../segments/index.js';
import type { WaitingJob } from './waiting-jobs.js';

/** About what a viewer's buffer holds at least, and several times what a worker needs to take up a job. */
const PATIENCE_MS = 4000;
const CHECK_MS = 1000;
/** A job that ended so many workers might end this process too: a third one decides (`LaneWorker`). */
const MAX_LOST_WORKERS = 1;

export interface TakeBack {
  readonly signal: AbortSignal;
  stop(): void;
}

/** @param local produces on this machine. */
export function takeBackWhenIdle(job: WaitingJob, local: Pick<SegmentProducer, 'queueLength'>): TakeBack {
  const controller = new AbortController();
  const check = () => {
    const isWaiting = job.activeAt === undefined && job.context.urgency.priority === 'demand';
    const hasWaited = performance.now() - Math.max(job.askedAt, job.context.urgency.dueAt) >= PATIENCE_MS;
    const isSafe = job.lostWorkers <= MAX_LOST_WORKERS;
    if (isWaiting && isSafe && hasWaited && local.queueLength === 0) controller.abort();
  };
  const timer = setInterval(check, CHECK_MS).unref();
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}
