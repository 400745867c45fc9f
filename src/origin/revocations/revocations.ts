/** Who may not play any more although their token says so: viewers and tokens, each until it has ended by itself. */
import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import { OnplayError } from '../../errors.js';
import { writeWholeFile } from '../../masters/whole-file.js';
import type { Revocation } from '../edges/edge.js';
import type { PlaybackScope } from '../tokens/scope.js';
import { tokenRevocationHandle, viewerRevocationHandle } from './revocation-handle.js';

/** Each is told to every edge, and kept by it in memory. Who must lock out more changes the secret. */
export const MAX_REVOCATIONS = 10_000;

const storedSchema = z
  .array(z.strictObject({ handle: z.string().regex(/^[0-9a-f]{32}$/), untilSeconds: z.number() }))
  .max(MAX_REVOCATIONS);

export interface RevocationsOptions {
  /** Where they are kept over a restart. */
  readonly file: string;
  readonly log: Logger;
}

export class Revocations {
  readonly #options: RevocationsOptions;
  readonly #until = new Map<string, number>();
  #writing: Promise<void> = Promise.resolve();

  constructor(options: RevocationsOptions) {
    this.#options = options;
  }

  /** Takes over what an earlier process kept. Never rejects: what cannot be read is logged as an error. */
  async restore(): Promise<void> {
    try {
      const text = await readFile(this.#options.file, 'utf8').catch(ifMissing('[]'));
      for (const { handle, untilSeconds } of storedSchema.parse(JSON.parse(text)))
        this.#until.set(handle, untilSeconds);
      this.#sweep();
    } catch (error) {
      this.#options.log.error({ err: error }, 'the list of revocations could not be read; revoke again');
    }
  }

  /**
   * Locks out whoever has this handle, at once; resolves when that will outlast a restart.
   * @throws OnplayError `revocations_full`; `data_unwritable`: it holds until this process ends.
   */
  async add({ handle, untilSeconds }: Revocation): Promise<void> {
    this.#sweep();
    if (this.#until.size >= MAX_REVOCATIONS && !this.#until.has(handle)) throw revocationsFull();
    this.#until.set(handle, Math.max(untilSeconds, this.#until.get(handle) ?? 0));
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    await this.#writing;
  }

  /** Whether whoever this opens something for was locked out. */
  covers({ viewer, token }: PlaybackScope): boolean {
    if (this.#until.size === 0) return false;
    return (
      (viewer !== undefined && this.#has(viewerRevocationHandle(viewer))) ||
      (token !== undefined && this.#has(tokenRevocationHandle(token)))
    );
  }

  /** All that hold now. */
  list(): readonly Revocation[] {
    this.#sweep();
    return Array.from(this.#until, ([handle, untilSeconds]) => ({ handle, untilSeconds }));
  }

  #has(handle: string): boolean {
    return (this.#until.get(handle) ?? 0) > Date.now() / 1000;
  }

  #sweep(): void {
    const now = Date.now() / 1000;
    for (const [handle, until] of this.#until) if (until <= now) this.#until.delete(handle);
  }

  async #write(): Promise<void> {
    try {
      await writeWholeFile(this.#options.file, JSON.stringify(this.list()), { flush: true });
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
  });
}
