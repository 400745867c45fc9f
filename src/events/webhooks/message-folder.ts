/**
 * Messages on disk, a small file each, so that they survive the process; not a power cut, since nothing is synced. A full,
 * slow or broken disk does not delay delivery for long: what cannot be written is delivered anyway, and written later if it
 * is still undelivered. The directory belongs to one process at a time.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { writeAtomically } from '../../shared/atomic-write.js';
import type { Clock } from '../../shared/clock.js';
import { TaskTracker } from '../../shared/task-tracker.js';
import { type Message, toMessageFile } from './message.js';
import { findMessages, messageFileName, unfinishedFileName } from './message-files.js';

/** Writes a file, and its directory if that is missing, atomically; see `writeAtomically`. */
export type WriteFile = (path: string, text: string, temporaryPath: string) => Promise<void>;

export interface MessageFolderOptions {
  /** A directory for messages only; created if missing. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly write?: WriteFile;
}

/** Node.js has four threads for file and DNS operations: a hanging disk must leave one free. */
const WRITES_AT_ONCE = 3;
/** Deliveries do not wait longer than this for a write. */
const MAX_WRITE_MS = 1000;
/** How long writing pauses after a failure. */
const PAUSE_MS = 10_000;

export class MessageFolder {
  readonly #options: Required<MessageFolderOptions>;
  readonly #pending = new TaskTracker();
  /** By id. Bounded, as are the messages that may wait for delivery. */
  readonly #unwritten = new Map<string, Message>();
  /** By id: resolves the delivery that waits for the message's file. */
  readonly #waiting = new Map<string, () => void>();
  /** By id: the writes in progress, and whether the message was removed meanwhile. */
  readonly #writing = new Map<string, { isRemoved: boolean }>();
  #writers = 0;
  #isLoaded = false;
  #isFailing = false;
  #endPause: (() => void) | undefined;

  /** Writes nothing before `load`. */
  constructor(options: MessageFolderOptions) {
    this.#options = { write: writeMessage, ...options };
  }

  /** The messages of an earlier process, oldest first; none if they cannot be read. Call once. Never rejects. */
  async load(): Promise<Message[]> {
    const { folder, log } = this.#options;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return await findMessages(folder, log);
    } catch (error) {
      log.warn({ err: error }, 'the webhooks on disk could not be read');
      return [];
    } finally {
      this.#isLoaded = true;
      this.#startWriting();
    }
  }

  /** Writes a message or its new state in the background. */
  store(message: Message): void {
    this.#unwritten.set(message.id, message);
    this.#startWriting();
  }

  /** Resolves when the message is written, or writing is failing; after a second at the latest. */
  stored(id: string): Promise<void> {
    const isUnwritten = this.#unwritten.has(id) || this.#writing.has(id);
    if (!isUnwritten || !this.#isLoaded || this.#isFailing) return Promise.resolve();
    return new Promise((resolve) => {
      const cancelTimer = this.#options.clock.after(MAX_WRITE_MS, () => this.#release(id));
      this.#waiting.set(id, () => {
        cancelTimer();
        resolve();
      });
    });
  }

  /** Removes a message, whether it is written, being written or waiting to be. */
  remove(id: string): void {
    this.#unwritten.delete(id);
    const writing = this.#writing.get(id);
    if (writing) writing.isRemoved = true;
    this.#release(id);
    void this.#pending.add(this.#removeFile(this.#pathOf(id)));
  }

  /** Resolves when nothing is being written or removed. */
  idle(): Promise<void> {
    return this.#pending.idle();
  }

  /** Does not resume writing after a pause. */
  close(): void {
    this.#endPause?.();
  }

  #startWriting(): void {
    const limit = this.#isFailing ? 1 : WRITES_AT_ONCE;
    if (!this.#isLoaded || this.#writers >= limit || !this.#nextUnwritten()) return;
    this.#writers += 1;
    void this.#pending.add(this.#writeAll());
  }

  /** Including messages that arrive meanwhile. */
  async #writeAll(): Promise<void> {
    for (let next = this.#nextUnwritten(); next; next = this.#nextUnwritten()) await this.#write(next);
    this.#writers -= 1;
  }

  /** None during a pause, and never two states of one message at once. */
  #nextUnwritten(): Message | undefined {
    if (this.#endPause) return undefined;
    for (const message of this.#unwritten.values()) if (!this.#writing.has(message.id)) return message;
    return undefined;
  }

  async #write(message: Message): Promise<void> {
    const { id } = message;
    const { folder, clock, write } = this.#options;
    const unfinished = join(folder, unfinishedFileName(id, randomBytes(6).toString('hex')));
    const writing = { isRemoved: false };
    this.#writing.set(id, writing);
    this.#unwritten.delete(id);
    const cancelTimer = clock.after(MAX_WRITE_MS, () => this.#fail('the disk is too slow to store webhooks'));
    try {
      await write(this.#pathOf(id), toMessageFile(message), unfinished);
      if (writing.isRemoved) await this.#removeFile(this.#pathOf(id));
      if (!this.#endPause) this.#isFailing = false;
    } catch (error) {
      if (!writing.isRemoved && !this.#unwritten.has(id)) this.#unwritten.set(id, message);
      this.#pause(error);
    } finally {
      cancelTimer();
      this.#writing.delete(id);
      this.#release(id);
    }
  }

  #pause(error: unknown): void {
    if (this.#endPause) return;
    this.#fail('webhooks cannot be stored on disk', error);
    this.#endPause = this.#options.clock.after(PAUSE_MS, () => {
      this.#endPause = undefined;
      this.#startWriting();
    });
  }

  /** From now on no delivery waits for the disk. */
  #fail(what: string, error?: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    for (const id of [...this.#waiting.keys()]) this.#release(id);
    this.#options.log.warn({ err: error, unwritten: this.#unwritten.size }, what);
  }

  #release(id: string): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
  }

  async #removeFile(path: string): Promise<void> {
    await rm(path, { force: true }).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'a webhook could not be removed from disk');
    });
  }

  #pathOf(id: string): string {
    return join(this.#options.folder, messageFileName(id));
  }
}

/** The temporary file has a name of messages, by which `findMessages` removes it after a crash. */
function writeMessage(path: string, text: string, temporaryPath: string): Promise<void> {
  return writeAtomically(path, text, { temporaryPath });
}
