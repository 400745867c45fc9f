/**
 * Records on disk, a small file each, so that they survive the process. A full, slow or broken disk does not delay their owner
 * for long: what cannot be written now is written later, if it is still wanted. The directory belongs to one process at a time.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { writeAtomically } from '../atomic-write.js';
import type { Clock } from '../clock.js';
import { TaskTracker } from '../task-tracker.js';
import { findRecords, type RecordFormat, unfinishedFileName } from './record-files.js';

/** Writes a file, and its directory if that is missing, atomically; see `writeAtomically`. */
export type WriteFile = (path: string, text: string, temporaryPath: string) => Promise<void>;

interface RecordFolderOptions<R extends { readonly id: string }> {
  /** A directory for these records only; created if missing. */
  readonly folder: string;
  readonly format: RecordFormat<R>;
  readonly clock: Clock;
  readonly log: Logger;
  /** By default to the file system. */
  readonly write?: WriteFile;
}

/** Node.js has four threads for file and DNS operations: a hanging disk must leave one free. */
const WRITES_AT_ONCE = 3;
/** `stored` does not wait longer than this for a write. */
const MAX_WRITE_MS = 1000;
/** How long writing pauses after a failure. */
const PAUSE_MS = 10_000;

export class RecordFolder<R extends { readonly id: string }> {
  readonly #options: Required<RecordFolderOptions<R>>;
  readonly #pending = new TaskTracker();
  /** The latest state of each, by id. As many as their owner has at most. */
  readonly #unwritten = new Map<string, R>();
  /** By id: who waits for the record's file. */
  readonly #waiting = new Map<string, { readonly promise: Promise<void>; readonly resolve: () => void }>();
  /** By id: the writes in progress, and whether the record was removed meanwhile. */
  readonly #writing = new Map<string, { isRemoved: boolean }>();
  #writers = 0;
  #isLoaded = false;
  #isFailing = false;
  #endPause: (() => void) | undefined;

  /** Writes nothing before `load`. */
  constructor(options: RecordFolderOptions<R>) {
    const { flush } = options.format;
    // The temporary file has a name by which `findRecords` removes it after a crash.
    const write: WriteFile = (path, text, temporaryPath) =>
      writeAtomically(path, text, { flush, temporaryPath });
    this.#options = { write, ...options };
  }

  /** The records of an earlier process, oldest first; none if they cannot be read. Call once. Never rejects. */
  async load(): Promise<R[]> {
    const { folder, format, log } = this.#options;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return await findRecords(folder, format, log);
    } catch (error) {
      log.warn({ err: error }, `the ${format.what} on disk could not be read`);
      return [];
    } finally {
      this.#isLoaded = true;
      this.#startWriting();
    }
  }

  /** Writes a record or its new state in the background. */
  store(record: R): void {
    this.#unwritten.set(record.id, record);
    this.#startWriting();
  }

  /** Resolves when the latest state is written, or writing is failing; after a second at the latest. */
  stored(id: string): Promise<void> {
    const isUnwritten = this.#unwritten.has(id) || this.#writing.has(id);
    if (!isUnwritten || !this.#isLoaded || this.#isFailing) return Promise.resolve();
    return this.#waiting.get(id)?.promise ?? this.#wait(id);
  }

  /** Removes a record, whether it is written, being written or waiting to be. */
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

  /** Including records that arrive meanwhile. */
  async #writeAll(): Promise<void> {
    for (let next = this.#nextUnwritten(); next; next = this.#nextUnwritten()) await this.#write(next);
    this.#writers -= 1;
  }

  /** None during a pause, and never two states of one record at once. */
  #nextUnwritten(): R | undefined {
    if (this.#endPause) return undefined;
    for (const record of this.#unwritten.values()) if (!this.#writing.has(record.id)) return record;
    return undefined;
  }

  async #write(record: R): Promise<void> {
    const { id } = record;
    const { folder, format, clock, write } = this.#options;
    const unfinished = join(folder, unfinishedFileName(id, randomBytes(6).toString('hex')));
    const writing = { isRemoved: false };
    this.#writing.set(id, writing);
    this.#unwritten.delete(id);
    const cancelTimer = clock.after(MAX_WRITE_MS, () =>
      this.#fail(`the disk is too slow to store ${format.what}`),
    );
    try {
      await write(this.#pathOf(id), format.toText(record), unfinished);
      if (writing.isRemoved) await this.#removeFile(this.#pathOf(id));
      if (!this.#endPause) this.#isFailing = false;
    } catch (error) {
      if (!writing.isRemoved && !this.#unwritten.has(id)) this.#unwritten.set(id, record);
      this.#pause(error);
    } finally {
      cancelTimer();
      this.#writing.delete(id);
      if (!this.#unwritten.has(id)) this.#release(id);
    }
  }

  #pause(error: unknown): void {
    if (this.#endPause) return;
    this.#fail(`${this.#options.format.what} cannot be stored on disk`, error);
    this.#endPause = this.#options.clock.after(PAUSE_MS, () => {
      this.#endPause = undefined;
      this.#startWriting();
    });
  }

  /** From now on no `stored` waits for the disk. */
  #fail(what: string, error?: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    for (const id of [...this.#waiting.keys()]) this.#release(id);
    this.#options.log.warn({ err: error, unwritten: this.#unwritten.size }, what);
  }

  #wait(id: string): Promise<void> {
    let resolve = () => undefined as unknown;
    const written = new Promise<void>((done) => {
      resolve = done;
    });
    const cancelTimer = this.#options.clock.after(MAX_WRITE_MS, () => this.#release(id));
    const promise = written.then(cancelTimer);
    this.#waiting.set(id, { promise, resolve });
    return promise;
  }

  #release(id: string): void {
    this.#waiting.get(id)?.resolve();
    this.#waiting.delete(id);
  }

  async #removeFile(path: string): Promise<void> {
    await rm(path, { force: true }).catch((error: unknown) => {
      const { log, format } = this.#options;
      log.warn({ err: error }, `one of the ${format.what} could not be removed from disk`);
    });
  }

  #pathOf(id: string): string {
    return join(this.#options.folder, id + this.#options.format.extension);
  }
}
