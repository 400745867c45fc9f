/** Caches and refreshes a JWKS. Tokens with unknown key ids cannot make this origin flood its publisher. */
import { type KeysByName, keyName, parseJwks } from './jwks.js';
import { tokenError } from './token-errors.js';
import type { FindKey } from './verification-key.js';

/** Age at which the set is read again, so that a withdrawn key soon stops working. */
const freshMs = 10 * 60 * 1000;
/** Age up to which a stale set is used while refreshing it fails. */
const usableMs = 24 * 60 * 60 * 1000;
/** The least time between two reads, whatever key ids tokens name. */
const pauseMs = 10 * 1000;

interface KeySetOptions {
  /** Reads the text of the key set; rejects if it cannot be read. */
  readonly load: () => Promise<string>;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
}

/**
 * Finds keys in a set that is read on first use, when it is stale, and when a token names a key it lacks, as after a key
 * rotation. Concurrent calls share one read.
 *
 * The returned function throws OnplayError `token_keys_unavailable` while there is no usable set.
 */
export function createKeySet({ load, nowMs }: KeySetOptions): FindKey {
  let current: { readonly keys: KeysByName; readonly readAtMs: number } | undefined;
  let lastAttemptMs = Number.NEGATIVE_INFINITY;
  let lastFailure: unknown;
  let reading: Promise<void> | undefined;

  const ageMs = () => (current === undefined ? Number.POSITIVE_INFINITY : nowMs() - current.readAtMs);

  async function read(): Promise<void> {
    lastAttemptMs = nowMs();
    try {
      current = { keys: parseJwks(await load()), readAtMs: nowMs() };
    } catch (error) {
      lastFailure = error;
    } finally {
      reading = undefined;
    }
  }

  async function refresh(): Promise<void> {
    if (reading === undefined && nowMs() - lastAttemptMs >= pauseMs) reading = read();
    await reading;
  }

  return async (hint) => {
    const name = keyName(hint);
    if (ageMs() >= freshMs || !current?.keys.has(name)) await refresh();
    if (current === undefined || ageMs() >= usableMs) {
      throw tokenError('token_keys_unavailable', { cause: lastFailure });
    }
    return current.keys.get(name);
  };
}
