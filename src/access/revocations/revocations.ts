/** Who may not play any more although their token says so: viewers and tokens, each until it has ended by itself. */
import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import { writeAtomically } from '../../shared/atomic-write.js';
import { OnplayError } from '../../shared/errors.js';
import type { PlaybackScope } from '../tokens/scope.js';
import { tokenFingerprint, viewerFingerprint } from './fingerprint.js';
import type { Revocation } from './revocation.js';

/** Each is told to every edge, and kept by it in memory. Who must lock out more changes the secret. */
export const MAX_REVOCATIONS = 10_000;

const storedSchema = z
  .array(z.strictObject({ fingerprint: z.string().regex(/^[0-9a-f]{32}$/), untilSeconds: z.number() }))
  .max(MAX_REVOCATIONS);

/**
 * For how long a revocation that has ended is remembered, in seconds: what the clock says is over is not, where the clock
 * is set back again.
 */
const REMEMBERED_SECONDS = 24 * 3600;

export interface RevocationsOptions {
  /** Where they are kept over a restart. */
  readonly file: string;
  readonly log: Logger;
  /** Seconds since 1970, as the system's clock says, which may be wrong and be set. */
  readonly now?: () => number;
  /** Seconds from any fixed moment, which pass whatever is done to the clock. */
  readonly elapsed?: () => number;
}

interface Held {
  readonly untilSeconds: number;
  /** When as much time has passed as it was to last when this process learnt of it; see `elapsed`. */
  readonly atLeastUntil: number;
}

export class Revocations {
  readonly #options: RevocationsOptions;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #held = new Map<string, Held>();
  #writing: Promise<void> = Promise.resolve();

  constructor(options: RevocationsOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => Date.now() / 1000);
    this.#elapsed = options.elapsed ?? (() => performance.now() / 1000);
  }

  /** Takes over what an earlier process kept. Never rejects: what cannot be read is logged as an error. */
  async restore(): Promise<void> {
    try {
      const text = await readFile(this.#options.file, 'utf8').catch(ifMissing('[]'));
      for (const revocation of storedSchema.parse(JSON.parse(text))) this.#hold(revocation);
    } catch (error) {
      this.#options.log.error({ err: error }, 'the list of revocations could not be read; revoke again');
    }
  }

  /**
   * Locks out whoever has this handle, at once; resolves when that will outlast a restart.
   * @throws OnplayError `revocations_full`; `data_unwritable`: it holds until this process ends.
   */
  async add(revocation: Revocation): Promise<void> {
    this.#sweep();
    if (!this.#held.has(revocation.fingerprint)) this.#makeRoom();
    this.#hold(revocation);
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    await this.#writing;
  }

  /** Whether whoever this opens something for was locked out. */
  covers({ viewer, token }: PlaybackScope): boolean {
    if (this.#held.size === 0) return false;
    return (
      (viewer !== undefined && this.#has(viewerFingerprint(viewer))) ||
      (token !== undefined && this.#has(tokenFingerprint(token)))
    );
  }

  /** All that hold now. */
  list(): readonly Revocation[] {
    return this.#remembered().filter(({ fingerprint }) => this.#has(fingerprint));
  }

  #has(fingerprint: string): boolean {
    const held = this.#held.get(fingerprint);
    return held !== undefined && !this.#isOver(held);
  }

  /** By the clock, and by the time that has passed: a clock that is put forward ends nothing. */
  #isOver({ untilSeconds, atLeastUntil }: Held, beforeSeconds = 0): boolean {
    return untilSeconds <= this.#now() - beforeSeconds && atLeastUntil <= this.#elapsed() - beforeSeconds;
  }

  #hold({ fingerprint, untilSeconds }: Revocation): void {
    const known = this.#held.get(fingerprint);
    const atLeastUntil = this.#elapsed() + Math.max(0, untilSeconds - this.#now());
    this.#held.set(fingerprint, {
      untilSeconds: Math.max(untilSeconds, known?.untilSeconds ?? 0),
      atLeastUntil: Math.max(atLeastUntil, known?.atLeastUntil ?? 0),
    });
  }

  #sweep(): void {
    for (const [fingerprint, held] of this.#held)
      if (this.#isOver(held, REMEMBERED_SECONDS)) this.#held.delete(fingerprint);
  }

  /** Those that have ended make room for one that holds, the one that ended first before the others. */
  #makeRoom(): void {
    if (this.#held.size < MAX_REVOCATIONS) return;
    const [over] = [...this.#held]
      .filter(([, held]) => this.#isOver(held))
      .sort(([, one], [, other]) => one.untilSeconds - other.untilSeconds);
    if (!over) throw revocationsFull();
    this.#held.delete(over[0]);
  }

  #remembered(): readonly Revocation[] {
    return Array.from(this.#held, ([fingerprint, { untilSeconds }]) => ({ fingerprint, untilSeconds }));
  }

  async #write(): Promise<void> {
    try {
      await writeAtomically(this.#options.file, JSON.stringify(this.#remembered()), { flush: true });
    } catch (cause) {
      throw new OnplayError('data_unwritable', {
        publicDetail: 'The revocation holds, but could not be written down: it is lost with a restart.',
        cause,
      });
    }
  }
}

function ifMissing(instead: string): (error: NodeJS.ErrnoException) => string {
  return (error) => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
}

function revocationsFull(): OnplayError {
  return new OnplayError('revocations_full', {
    publicDetail: `No more than ${MAX_REVOCATIONS} revocations can hold at once. A new token secret ends all tokens.`,
    about: 'moment',
  });
}
