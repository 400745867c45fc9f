/**
 * Messages on disk, one small file each, so that they outlive the process; not a power cut, since nothing is synced. Nobody
 * waits long for a disk that is full, slow or broken: what cannot be written is
 * delivered all the same and written later, if it is still there then. The folder is one process's at a time.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Clock } from '../../shared/clock.js';
import { TaskTracker } from '../../shared/task-tracker.js';
import { findMessages, messageFileName, unfinishedFileName } from './found-messages.js';
import { type Message, toMessageFile } from './message.js';

/** Writes a file that is not there yet. */
export type WriteFile = (path: string, text: string) => Promise<void>;

export interface MessageFolderOptions {
  /** For messages alone; made if it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly write?: WriteFile;
}

/** Node.js has four threads for files and names: a disk that hangs does not take the last one. */
const WRITES_AT_ONCE = 3;
/** A write that takes longer is not waited for. */
const LONGEST_WRITE_MS = 1000;
/** After a write failed, none is tried for so long. */
const PAUSE_MS = 10_000;

export class MessageFolder {
  readonly #options: Required<MessageFolderOptions>;
  readonly #pending = new TaskTracker();
  /** By id; as bounded as what may wait to be delivered. */
  readonly #unwritten = new Map<string, Message>();
  /** Who waits for a message's file, by its id. */
  readonly #waiting = new Map<string, () => void>();
  /** By id: what is being written, and whether it was removed meanwhile. */
  readonly #writing = new Map<string, { isRemoved: boolean }>();
  #writers = 0;
  #isLoaded = false;
  #isFailing = false;
  #endPause: (() => void) | undefined;

  /** Writes nothing before `load`. */
  constructor(options: MessageFolderOptions) {
    this.#options = { write: writeNew, ...options };
  }

  /** What an earlier process left, oldest first; nothing where that cannot be read. To be called once. Never rejects. */
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

  /** Has the message written, in place of an earlier state of it. */
  keep(message: Message): void {
    this.#unwritten.set(message.id, message);
    this.#startWriting();
  }

  /** Resolves when the message is written, or that is not worth waiting for; after a second at the latest. */
  kept(id: string): Promise<void> {
    const isUnwritten = this.#unwritten.has(id) || this.#writing.has(id);
    if (!isUnwritten || !this.#isLoaded || this.#isFailing) return Promise.resolve();
    return new Promise((resolve) => {
      const takeBack = this.#options.clock.after(LONGEST_WRITE_MS, () => this.#release(id));
      this.#waiting.set(id, () => {
        takeBack();
        resolve();
      });
    });
  }

  /** Has the message forgotten, wherever it is by now. */
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

  /** Takes up writing no more where it failed. */
  close(): void {
    this.#endPause?.();
  }

  #startWriting(): void {
    const most = this.#isFailing ? 1 : WRITES_AT_ONCE;
    if (!this.#isLoaded || this.#writers >= most || !this.#nextUnwritten()) return;
    this.#writers += 1;
    void this.#pending.add(this.#writeAll());
  }

  /** Also what comes meanwhile. */
  async #writeAll(): Promise<void> {
    for (let next = this.#nextUnwritten(); next; next = this.#nextUnwritten()) await this.#write(next);
    this.#writers -= 1;
  }

  /** None in a pause, and never two states of one message at once. */
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
    const takeBack = clock.after(LONGEST_WRITE_MS, () => this.#fail('the disk is too slow to keep webhooks'));
    try {
      // It may have been taken away.
      if (this.#isFailing) await mkdir(folder, { recursive: true, mode: 0o700 });
      await write(unfinished, toMessageFile(message));
      await rename(unfinished, this.#pathOf(id));
      if (writing.isRemoved) await this.#removeFile(this.#pathOf(id));
      if (!this.#endPause) this.#isFailing = false;
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined);
      if (!writing.isRemoved && !this.#unwritten.has(id)) this.#unwritten.set(id, message);
      this.#pause(error);
    } finally {
      takeBack();
      this.#writing.delete(id);
      this.#release(id);
    }
  }

  #pause(error: unknown): void {
    if (this.#endPause) return;
    this.#fail('webhooks cannot be kept on disk', error);
    this.#endPause = this.#options.clock.after(PAUSE_MS, () => {
      this.#endPause = undefined;
      this.#startWriting();
    });
  }

  /** From now on nobody waits. */
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

async function writeNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flag: 'wx' });
}
