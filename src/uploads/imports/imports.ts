/** Copies masters from URLs: so many at once, the others wait; the records of the latest are kept in memory. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { AssetId } from '../../shared/asset-id.js';
import { normalizeError } from '../../shared/errors.js';
import { Semaphore } from '../../shared/semaphore.js';
import type { MasterDestination } from '../masters/master-destination.js';
import { assetOfName, masterName } from '../masters/master-name.js';
import { importsClosed } from '../upload-errors.js';
import { openBucketSource, type SourceBucket } from './bucket-source.js';
import { copySource } from './copy-source.js';
import { type HttpSourceOptions, openHttpSource } from './http-source.js';
import { importCancelled, importInProgress, importsFull, sourceSlow } from './import-errors.js';
import { type ImportJob, ImportJobs } from './import-jobs.js';
import type { ImportRecord, ImportRequest } from './import-record.js';
import type { Source } from './source.js';
import { readSourceAddress, type SourceAddress } from './source-address.js';

export interface ImportsOptions {
  /** Undefined where masters are not in a directory. */
  readonly destination: MasterDestination | undefined;
  /** Where they may come from; with no host allowed, there are none. */
  readonly from: HttpSourceOptions;
  /** Connects to a bucket; absent where none can be read. */
  readonly openBucket?: ((bucket: string) => Promise<SourceBucket>) | undefined;
  readonly maxBytes: number;
  /** For one, from when it begins to copy. */
  readonly timeoutMs: number;
  readonly atOnce: number;
  /** Called with each asset whose master has come. Must not throw. */
  readonly onArrived: (asset: AssetId) => void;
  readonly log: Logger;
  /** Aborts when the server is told to stop: no import outlasts it. */
  readonly shutdownSignal: AbortSignal;
}

/** How many may be unfinished, those that wait included. */
const MAX_UNFINISHED = 100;
/** The names of unfinished files. */
const UNFINISHED = /^imp_[0-9a-f]{24}\.part$/;
/** A source that is silent for half a minute is given up, so no process writes to an older file any more. */
const ABANDONED_MS = 10 * 60_000;

/** Whether a file of the staging directory is what an import that ended with its process has left. */
export function isAbandonedImport(name: string, ageMs: number): boolean {
  return UNFINISHED.test(name) && ageMs > ABANDONED_MS;
}

export class Imports {
  readonly #options: ImportsOptions;
  readonly #turns: Semaphore;
  readonly #jobs = new ImportJobs();

  constructor(options: ImportsOptions) {
    this.#options = options;
    this.#turns = new Semaphore(options.atOnce);
  }

  /**
   * Starts to copy a master; resolves when it waits for its turn.
   * @throws OnplayError `imports_closed`, `import_source_refused`, `asset_name_invalid`, `asset_exists`, `asset_place_taken`,
   *   `import_in_progress`, `imports_full`, `masters_unwritable`.
   */
  async start(request: ImportRequest): Promise<ImportRecord> {
    const destination = this.#destination();
    const address = readSourceAddress(request.source, this.#options.from.allowedHosts);
    const asset = assetOfName(request.asset);
    await destination.prepare();
    await destination.assertPlaceable(asset, request.replace);
    this.#assertStartable(asset);
    const id = `imp_${randomBytes(12).toString('hex')}`;
    const createdAt = new Date().toISOString();
    const record: ImportRecord = { id, asset, host: address.host, state: 'waiting', bytes: 0, createdAt };
    const cancelling = new AbortController();
    const job: ImportJob = { request, address, record, cancelling, ended: Promise.resolve() };
    this.#jobs.add(job);
    job.ended = this.#run(job, destination);
    return record;
  }

  /** @throws OnplayError `import_unknown`. */
  get(id: string): ImportRecord {
    return this.#jobs.get(id).record;
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

  /** Resolves when none is in progress. */
  async idle(): Promise<void> {
    await Promise.all(this.#jobs.unfinished().map(({ ended }) => ended));
  }

  #destination(): MasterDestination {
    const { destination, from } = this.#options;
    if (!destination || from.allowedHosts.length === 0) throw importsClosed();
    return destination;
  }

  #assertStartable(asset: AssetId): void {
    const unfinished = this.#jobs.unfinished();
    if (unfinished.some(({ record }) => record.asset === asset)) throw importInProgress();
    if (unfinished.length >= MAX_UNFINISHED) throw importsFull();
  }

  /** Never rejects. */
  async #run(job: ImportJob, destination: MasterDestination): Promise<void> {
    const { shutdownSignal, log } = this.#options;
    const { id, asset } = job.record;
    const wanted = AbortSignal.any([shutdownSignal, job.cancelling.signal]);
    try {
      await this.#turns.acquire(wanted);
      await this.#copy(job, destination, wanted).finally(() => this.#turns.release());
      this.#change(job, { state: 'done', endedAt: new Date().toISOString() });
      log.info({ import: id, asset, bytes: job.record.bytes }, 'master imported');
      this.#options.onArrived(job.record.asset as AssetId);
    } catch (error) {
      const { code, publicDetail, cause } = wanted.aborted ? importCancelled() : normalizeError(error);
      const state = wanted.aborted ? 'cancelled' : 'failed';
      this.#change(job, {
        state,
        problem: { code, detail: publicDetail },
        endedAt: new Date().toISOString(),
      });
      log.warn({ import: id, asset, code, err: cause }, 'import failed');
    }
  }

  async #copy(job: ImportJob, destination: MasterDestination, wanted: AbortSignal): Promise<void> {
    const { maxBytes, timeoutMs } = this.#options;
    const { request, address, record } = job;
    const limit = AbortSignal.timeout(timeoutMs);
    this.#change(job, { state: 'copying' });
    const path = destination.staging.pathOf(`${record.id}.part`);
    try {
      const source = await this.#open(address, AbortSignal.any([wanted, limit]));
      const { length, fileName, contentType } = source;
      if (length !== undefined) this.#change(job, { totalBytes: length });
      const copying = async () => {
        const name = masterName(request.asset, { fileName, contentType });
        const onProgress = (bytes: number) => this.#change(job, { bytes });
        await copySource(source, { path, maxBytes, space: destination.space, onProgress });
        await destination.publish(path, name, request.replace);
      };
      await copying().finally(() => source.close());
    } catch (error) {
      throw limit.aborted && !wanted.aborted ? sourceSlow(error) : error;
    } finally {
      // There is one only where it could not be moved.
      await destination.staging.remove(`${record.id}.part`);
    }
  }

  async #open(address: SourceAddress, signal: AbortSignal): Promise<Source> {
    const { from, openBucket } = this.#options;
    if (address.kind === 'http') return openHttpSource(address.url, from, signal);
    return openBucketSource(address.key, await openBucket?.(address.bucket), signal);
  }

  #change(job: ImportJob, change: Partial<ImportRecord>): void {
    job.record = { ...job.record, ...change };
  }
}
