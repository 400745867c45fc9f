/**
 * Copies masters from URLs: so many at once, the others wait; the records of the latest are kept in memory. What is unfinished when the
 * process ends, a later one goes on with, under the same id.
 */
import { randomBytes } from 'node:crypto';
import type { AssetId } from '../../shared/asset-id.js';
import { incomingOf, nameOf } from '../masters/incoming.js';
import type { MasterDestination } from '../masters/master-destination.js';
import { assertIncoming } from '../masters/publish-incoming.js';
import { importsClosed } from '../upload-errors.js';
import { importFile } from './copy-import.js';
import { importInProgress, importsFull } from './import-errors.js';
import { type ImportJob, ImportJobs } from './import-jobs.js';
import type { ImportRecord, ImportRequest } from './import-record.js';
import { ImportRunner, type ImportRunnerOptions } from './import-runner.js';
import { hostOf, readSourceAddress } from './source-address.js';
import { type StoredImport, StoredImports } from './stored-imports.js';

export interface ImportsOptions extends ImportRunnerOptions {
  /** Undefined where masters are not in a directory. */
  readonly destination: MasterDestination | undefined;
  /** The directory of what a later process needs to go on: of this server alone. */
  readonly folder: string;
}

/** How many may be unfinished, those that wait included. */
const MAX_UNFINISHED = 100;
/** The names of unfinished files. */
const UNFINISHED = /^(imp_[0-9a-f]{24})\.part$/;
/** Longer than between two of its owner's looks (`touch`): no process has an older one. */
const ABANDONED_MS = 30 * 60_000;

export class Imports {
  readonly #options: ImportsOptions;
  readonly #jobs = new ImportJobs();
  readonly #stored: StoredImports;
  readonly #runner: ImportRunner;

  constructor(options: ImportsOptions) {
    this.#options = options;
    this.#stored = new StoredImports(options.folder);
    this.#runner = new ImportRunner(options, this.#stored);
  }

  /** Whether masters may be copied from anywhere. */
  get isOpen(): boolean {
    return this.#options.from.allowedHosts.length > 0;
  }

  /**
   * Starts to copy a master; resolves when it waits for its turn.
   * @throws OnplayError `imports_closed`, `import_source_refused`, `asset_name_invalid`, `asset_exists`, `asset_place_taken`,
   *   `import_in_progress`, `imports_full`, `masters_unwritable`.
   */
  async start(request: ImportRequest): Promise<ImportRecord> {
    const destination = this.#destination();
    readSourceAddress(request.source, this.#options.from.allowedHosts);
    const incoming = incomingOf(request.asset);
    await destination.prepare();
    await assertIncoming(destination, incoming, request.replace);
    this.#assertStartable(nameOf(incoming));
    const id = `imp_${randomBytes(12).toString('hex')}`;
    const stored: StoredImport = { id, request, createdAt: new Date().toISOString(), starts: 0 };
    const job = this.#register(stored);
    const saved = this.#runner.save(job);
    job.ended = saved.then(() => this.#runner.run(job, destination));
    await saved;
    return job.record;
  }

  /** Goes on with those of an earlier process. Never rejects. @param now milliseconds since 1970. */
  async restore(now: number): Promise<void> {
    const { destination } = this.#options;
    if (!destination || !this.isOpen) return;
    for (const stored of await this.#stored.load(now)) {
      const job = this.#register(stored);
      job.ended = this.#runner.run(job, destination);
    }
  }

  /** @throws OnplayError `import_unknown`. */
  get(id: string): ImportRecord {
    return this.#jobs.get(id).record;
  }

  /** Resolves with its record when it is over. @throws OnplayError `import_unknown`. */
  async ended(id: string): Promise<ImportRecord> {
    const job = this.#jobs.get(id);
    await job.ended;
    return job.record;
  }

  /** Newest first. */
  list(limit: number): readonly ImportRecord[] {
    return this.#jobs.records(limit);
  }

  /** Ends one that is not over; resolves when what it has written is removed. @throws OnplayError `import_unknown`. */
  async cancel(id: string): Promise<ImportRecord> {
    const job = this.#jobs.get(id);
    job.cancelling.abort();
    await job.ended;
    return job.record;
  }

  /** Removes a master that was copied. @throws OnplayError `imports_closed`; as `MasterDestination.remove`. */
  async remove(asset: AssetId): Promise<void> {
    await this.#destination().remove(asset);
  }

  /** Resolves when none is in progress. */
  async idle(): Promise<void> {
    await Promise.all(this.#jobs.unfinished().map(({ ended }) => ended));
  }

  /** Whether a file of the staging directory is of an import that no process goes on with. */
  isAbandoned(name: string, ageMs: number): boolean {
    const id = UNFINISHED.exec(name)?.[1];
    return (
      id !== undefined &&
      ageMs > ABANDONED_MS &&
      !this.#jobs.unfinished().some(({ record }) => record.id === id)
    );
  }

  /** Has the files of those that wait look written to, for other servers with the same staging directory. */
  async touch(now: number): Promise<void> {
    const { destination } = this.#options;
    for (const { record } of this.#jobs.unfinished())
      await destination?.staging.touch(importFile(record.id), now);
  }

  #destination(): MasterDestination {
    const { destination } = this.#options;
    if (!destination || !this.isOpen) throw importsClosed();
    return destination;
  }

  #assertStartable(asset: AssetId): void {
    const unfinished = this.#jobs.unfinished();
    if (unfinished.some(({ record }) => record.asset === asset)) throw importInProgress();
    if (unfinished.length >= MAX_UNFINISHED) throw importsFull();
  }

  #register({ id, request, createdAt, starts, held }: StoredImport): ImportJob {
    const record: ImportRecord = {
      ...{ id, asset: nameOf(incomingOf(request.asset)), host: hostOf(request.source), createdAt },
      state: 'waiting',
      bytes: held?.bytes ?? 0,
      ...(held?.totalBytes !== undefined && { totalBytes: held.totalBytes }),
    };
    const cancelling = new AbortController();
    const job: ImportJob = { request, record, starts, held, cancelling, ended: Promise.resolve() };
    this.#jobs.add(job);
    return job;
  }
}
