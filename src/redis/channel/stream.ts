/** The commands of one bounded stream. What Redis answers is read as anything may stand there. */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { BLOCK_MS } from '../connect.js';
import { FIRST_ID, isEntryId } from './entry-id.js';

export interface StreamEntry {
  readonly id: string;
  /** The text of the message; empty where there is none. */
  readonly text: string;
}

/** What a stream is now. */
export interface StreamState {
  /** Another one once the stream was lost and begun anew. */
  readonly identity: string;
  /** How many entries it has. */
  readonly length: number;
  readonly firstId: string;
  /** By the clock of Redis, in milliseconds since 1970. */
  readonly nowMs: number;
}

/** How many entries are read at once. */
export const BATCH = 100;
const FIELD = 'm';

export class Stream {
  readonly #key: string;
  readonly #maxLength: number;

  /** @param maxLength the entries that it holds; the oldest go first. */
  constructor(key: string, maxLength: number) {
    this.#key = key;
    this.#maxLength = maxLength;
  }

  /** Whether entries may have gone: it holds as many as it can. */
  isFull({ length }: StreamState): boolean {
    return length >= this.#maxLength;
  }

  /** @throws Error where Redis does not accept it. */
  async add(redis: Redis, text: string): Promise<void> {
    await redis.xadd(this.#key, 'MAXLEN', '=', this.#maxLength, '*', FIELD, text);
  }

  /** @throws Error where Redis does not answer. */
  async state(redis: Redis): Promise<StreamState> {
    const identityKey = `${this.#key}:identity`;
    await redis.set(identityKey, randomBytes(12).toString('hex'), 'NX');
    const [identity, length, first, [seconds, microseconds]] = await Promise.all([
      redis.get(identityKey),
      redis.xlen(this.#key),
      redis.xrange(this.#key, '-', '+', 'COUNT', 1),
      redis.time(),
    ]);
    const firstId = entriesOf(first)[0]?.id ?? FIRST_ID;
    const nowMs = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
    return { identity: identity ?? '', length, firstId, nowMs };
  }

  /** The newest entries, the oldest of them first. @throws Error where Redis does not answer. */
  async newest(redis: Redis, count: number): Promise<readonly StreamEntry[]> {
    return entriesOf(await redis.xrevrange(this.#key, '+', '-', 'COUNT', count)).toReversed();
  }

  /**
   * The entries after this one, at most `BATCH`.
   * @param isPatient waits up to `BLOCK_MS` for one.
   * @throws Error where Redis does not answer.
   */
  async after(redis: Redis, id: string, isPatient: boolean): Promise<readonly StreamEntry[]> {
    const answer = isPatient
      ? await redis.xread('COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', this.#key, id)
      : await redis.xread('COUNT', BATCH, 'STREAMS', this.#key, id);
    const [ofStream] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
    return Array.isArray(ofStream) ? entriesOf(ofStream[1]) : [];
  }
}

function entriesOf(answer: unknown): StreamEntry[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((entry: unknown) => {
    const [id, fields] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
    if (typeof id !== 'string' || !isEntryId(id)) return [];
    const [name, text] = Array.isArray(fields) ? (fields as readonly unknown[]) : [];
    return [{ id, text: name === FIELD && typeof text === 'string' ? text : '' }];
  });
}
