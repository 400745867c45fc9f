/** The list of revocations as values of `Onplay-Revoked`, short enough for an edge. */
import type { Revocation } from '../access/index.js';
import { EdgeError } from './edge.js';

/** Entries per request: about 2300 bytes, where edges accept 8 kB of a header. */
const MAX_IN_BATCH = 50;
/** The list is short by design, since grants live for hours; a longer one is a bug, and truncating it would hide that. */
const MAX_REVOCATIONS = 10_000;
const fingerprintForm = /^[0-9a-f]{32}$/;
/** Edges read twelve digits: the year 33658. */
const LATEST_SECONDS = 999_999_999_999;

interface RevocationBatches {
  /** How many revocations there are to send. */
  readonly count: number;
  /** `fingerprint=untilSeconds,fingerprint=untilSeconds`, at most 50 in each. */
  readonly lines: readonly string[];
}

/**
 * Each fingerprint once, with its latest end, without those that have ended.
 *
 * @throws EdgeError if there are more than 10,000, or a fingerprint or an end is malformed
 */
export function revocationBatches(revocations: readonly Revocation[], nowSeconds: number): RevocationBatches {
  if (revocations.length > MAX_REVOCATIONS) {
    throw new EdgeError(`was not notified: more than ${MAX_REVOCATIONS} revocations at once`, {
      isFinal: true,
    });
  }
  const untilByFingerprint = new Map<string, number>();
  for (const { fingerprint, untilSeconds } of revocations) {
    const until = Math.min(Math.ceil(untilSeconds), LATEST_SECONDS);
    if (!fingerprintForm.test(fingerprint) || !Number.isSafeInteger(until)) {
      throw new EdgeError('was not notified: one of the revocations is malformed', { isFinal: true });
    }
    if (until > nowSeconds)
      untilByFingerprint.set(fingerprint, Math.max(until, untilByFingerprint.get(fingerprint) ?? 0));
  }
  const entries = [...untilByFingerprint].map(([fingerprint, until]) => `${fingerprint}=${until}`);
  const lines: string[] = [];
  for (let i = 0; i < entries.length; i += MAX_IN_BATCH) {
    lines.push(entries.slice(i, i + MAX_IN_BATCH).join(','));
  }
  return { count: entries.length, lines };
}
