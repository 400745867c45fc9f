/** The list of who may not play any more, as header lines an edge takes. */
import type { Revocation } from '../access/index.js';
import { EdgeError } from './edge.js';

/** Entries to a request: 2200 bytes, where edges take 8 kB of a header. */
const MOST_IN_BATCH = 50;
/** The list is short by design, as grants live for hours; a longer one is a mistake, and half of it would be another. */
const MOST = 10_000;
const handleForm = /^[0-9a-f]{32}$/;
/** Edges read twelve digits; that is the year 33658. */
const LATEST_SECONDS = 999_999_999_999;

export interface RevocationBatches {
  /** How many there are to tell. */
  readonly count: number;
  /** `handle=untilSeconds,handle=untilSeconds`, at most 50 in each. */
  readonly lines: readonly string[];
}

/**
 * Each handle once, with its latest end, without those that have ended.
 *
 * @throws EdgeError if there are more than 10,000, or one is not a handle or a time
 */
export function revocationBatches(revocations: readonly Revocation[], nowSeconds: number): RevocationBatches {
  if (revocations.length > MOST) {
    throw new EdgeError(`was not told: more than ${MOST} revocations at once`, { isFinal: true });
  }
  const untilByHandle = new Map<string, number>();
  for (const { fingerprint, untilSeconds } of revocations) {
    const until = Math.min(Math.ceil(untilSeconds), LATEST_SECONDS);
    if (!handleForm.test(fingerprint) || !Number.isSafeInteger(until)) {
      throw new EdgeError('was not told: one of the revocations is malformed', { isFinal: true });
    }
    if (until > nowSeconds)
      untilByHandle.set(fingerprint, Math.max(until, untilByHandle.get(fingerprint) ?? 0));
  }
  const entries = [...untilByHandle].map(([fingerprint, until]) => `${fingerprint}=${until}`);
  const lines: string[] = [];
  for (let i = 0; i < entries.length; i += MOST_IN_BATCH) {
    lines.push(entries.slice(i, i + MOST_IN_BATCH).join(','));
  }
  return { count: entries.length, lines };
}
