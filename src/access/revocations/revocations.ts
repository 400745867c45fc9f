/** Revoked viewers and tokens: their grants and tokens are refused until the revocation ends. */
import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import { writeAtomically } from '../../shared/atomic-write.js';
import { OnplayError } from '../../shared/errors.js';
import type { PlaybackScope } from '../tokens/scope.js';
import { tokenFingerprint, viewerFingerprint } from './fingerprint.js';
import type { Revocation } from './revocation.js';

/** Every edge holds the whole list. An operator who has to lock out more changes the token secret. */
export const MAX_REVOCATIONS = 10_000;

const storedSchema = z
  .array(z.strictObject({ fingerprint: z.string().regex(/^[0-9a-f]{32}$/), untilSeconds: z.number() }))
  .max(MAX_REVOCATIONS);

/** How long an ended revocation is remembered, in seconds: it holds again if the system clock is set back. */
const REMEMBERED_SECONDS = 24 * 3600;

interface RevocationsOptions {
  /** The JSON file in which they survive a restart. */
  readonly file: string;
  readonly log: Logger;
  /** Seconds since 1970 by the system clock, which may be wrong and may be set. */
  readonly now?: () => number;
  /** Monotonic seconds from an arbitrary origin; setting the system clock does not change them. */
  readonly elapsed?: () => number;
}

interface Entry {
  readonly untilSeconds: number;
  /** On the `elapsed` clock: when its remaining time, as this process first saw it, has passed. */
  readonly atLeastUntil: number;
}

export class Revocations {
  readonly #options: RevocationsOptions;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #entries = new Map<string, Entry>();
  #writing: Promise<void> = Promise.resolve();

  constructor(options: RevocationsOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => Date.now() / 1000);
    this.#elapsed = options.elapsed ?? (() => performance.now() / 1000);
  }

  /** Loads the stored list. Never rejects: an unreadable file is logged as an error. */
  async restore(): Promise<void> {
    try {
      const text = await readFile(this.#options.file, 'utf8').catch(ifMissing('[]'));
      for (const revocation of storedSchema.parse(JSON.parse(text))) this.#hold(revocation);
    } catch (error) {
      this.#options.log.error({ err: error }, 'the stored revocations could not be read; revoke again');
    }
  }

  /**
   * Revokes immediately; resolves when the revocation is on disk and survives a restart.
   * @throws OnplayError `revocations_full`; `data_unwritable`: the revocation holds until this process ends.
   */
  add(revocation: Revocation): Promise<void> {
    return this.addAll([revocation]);
  }

  /** Revokes several at once, as `add`. Those before one for which there is no room are in force, but may be lost at the next restart. */
  async addAll(revocations: readonly Revocation[]): Promise<void> {
    if (revocations.length === 0) return;
    this.#sweep();
    for (const revocation of revocations) {
      if (!this.#entries.has(revocation.fingerprint)) this.#evictEnded();
      this.#hold(revocation);
    }
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    await this.#writing;
  }

  /** How long a revocation is in force from now on, in seconds; 0 where there is none. */
  secondsLeft(fingerprint: string): number {
    const entry = this.#entries.get(fingerprint);
    if (!entry) return 0;
    return Math.max(0, entry.untilSeconds - this.#now(), entry.atLeastUntil - this.#elapsed());
  }

  /** The end of a revocation that is in force for so many seconds from now on, for `add`. */
  endIn(seconds: number): number {
    return this.#now() + seconds;
  }

  /** Whether the viewer or the token of this scope is revoked. */
  covers({ viewer, tenant, token }: PlaybackScope): boolean {
    if (this.#entries.size === 0) return false;
    return (
      (viewer !== undefined && this.#has(viewerFingerprint(viewer))) ||
      (viewer !== undefined && tenant !== undefined && this.#has(viewerFingerprint(viewer, tenant))) ||
      (token !== undefined && this.#has(tokenFingerprint(token)))
    );
  }

  /** All revocations in force. */
  list(): readonly Revocation[] {
    return this.#remembered().filter(({ fingerprint }) => this.#has(fingerprint));
  }

  #has(fingerprint: string): boolean {
    const entry = this.#entries.get(fingerprint);
    return entry !== undefined && !this.#isOver(entry);
  }

  /** Over by both clocks: setting the system clock forward ends no revocation early. */
  #isOver({ untilSeconds, atLeastUntil }: Entry, beforeSeconds = 0): boolean {
    return untilSeconds <= this.#now() - beforeSeconds && atLeastUntil <= this.#elapsed() - beforeSeconds;
  }

  #hold({ fingerprint, untilSeconds }: Revocation): void {
    const known = this.#entries.get(fingerprint);
    const atLeastUntil = this.#elapsed() + Math.max(0, untilSeconds - this.#now());
    this.#entries.set(fingerprint, {
      untilSeconds: Math.max(untilSeconds, known?.untilSeconds ?? 0),
      atLeastUntil: Math.max(atLeastUntil, known?.atLeastUntil ?? 0),
    });
  }

  #sweep(): void {
    for (const [fingerprint, entry] of this.#entries)
      if (this.#isOver(entry, REMEMBERED_SECONDS)) this.#entries.delete(fingerprint);
  }

  /** Evicts the revocation that ended longest ago. @throws OnplayError `revocations_full` if all are in force. */
  #evictEnded(): void {
    if (this.#entries.size < MAX_REVOCATIONS) return;
    const [over] = [...this.#entries]
      .filter(([, entry]) => this.#isOver(entry))
      .sort(([, one], [, other]) => one.untilSeconds - other.untilSeconds);
    if (!over) throw revocationsFull();
    this.#entries.delete(over[0]);
  }

  #remembered(): readonly Revocation[] {
    return Array.from(this.#entries, ([fingerprint, { untilSeconds }]) => ({ fingerprint, untilSeconds }));
  }

  async #write(): Promise<void> {
    try {
      await writeAtomically(this.#options.file, JSON.stringify(this.#remembered()), { flush: true });
    } catch (cause) {
      throw new OnplayError('data_unwritable', {
        publicDetail: 'The revocation is in force, but could not be saved: it is lost at the next restart.',
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
    publicDetail: `At most ${MAX_REVOCATIONS} revocations can be in force at once. Change the token secret to end all tokens.`,
    about: 'moment',
  });
}
