/** Removes expired segments from a bucket, for buckets that have no lifecycle rule which does. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { jittered } from '../../../shared/outbox/backoff.js';
import type { ListedObject, ObjectStore } from '../../../stores/index.js';
import { parsePath } from '../segment-places.js';

export interface SweepOptions {
  readonly objects: ObjectStore;
  /** What the keys of all segments begin with: empty, or ending in `/`. */
  readonly root: string;
  /** Counted from when an object was stored. */
  readonly ttlMs: number;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Listing costs a request for each thousand segments, and each server sweeps. */
const MIN_PAUSE_MS = 10 * 60_000;
const MAX_PAUSE_MS = 24 * 60 * 60_000;
/** Between two sweeps, so that few expired segments lie there. */
const SHARE_OF_TTL = 1 / 4;
/** Servers that started together do not sweep together. */
const JITTER = { least: 0.5, most: 1 };

/** Never rejects. */
export async function sweepRepeatedly(options: SweepOptions): Promise<void> {
  const { ttlMs, signal } = options;
  const pauseMs = Math.min(Math.max(ttlMs * SHARE_OF_TTL, MIN_PAUSE_MS), MAX_PAUSE_MS);
  while (!signal.aborted) {
    await wait(jittered(pauseMs, JITTER), undefined, { signal, ref: false }).catch(() => undefined);
    if (!signal.aborted) await sweep(options);
  }
}

/** Resolves with how many it removed. Never rejects. */
export async function sweep(options: SweepOptions): Promise<number> {
  const { objects, root, log, signal } = options;
  let removed = 0;
  try {
    for await (const page of objects.list(root, { signal })) {
      const expired = page.filter((object) => isExpired(object, options)).map(({ key }) => key);
      if (expired.length > 0) await objects.delete(expired, signal);
      removed += expired.length;
    }
    if (removed > 0) log.info({ segments: removed }, 'expired segments removed from the bucket');
  } catch (error) {
    if (!signal.aborted) log.warn({ err: error }, 'expired segments could not be removed from the bucket');
  }
  return removed;
}

/** What is no segment is not ours to remove. */
function isExpired({ key, modifiedMs }: ListedObject, { root, ttlMs, clock }: SweepOptions): boolean {
  const isSegment = parsePath(key.slice(root.length)) !== undefined;
  return isSegment && modifiedMs !== undefined && clock() - modifiedMs > ttlMs;
}
