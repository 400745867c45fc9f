/** Takes imports from their turn to their end, and keeps what a later process needs to go on with those that it interrupts. */
import type { Logger } from 'pino';
import type { AssetId } from '../../shared/asset-id.js';
import { normalizeError } from '../../shared/errors.js';
import { Semaphore } from '../../shared/semaphore.js';
import { incomingOf } from '../masters/incoming.js';
import type { MasterDestination } from '../masters/master-destination.js';
import { openBucketSource, type SourceBucket } from './bucket-source.js';
import { copyImport, importFile } from './copy-import.js';
import { type HttpSourceOptions, openHttpSource } from './http-source.js';
import { importCancelled, importInterrupted } from './import-errors.js';
import type { ImportJob } from './import-jobs.js';
import type { ImportRecord, ImportRequest } from './import-record.js';
import type { Resumption, Source } from './source.js';
import { readSourceAddress } from './source-address.js';
import type { StoredImport, StoredImports } from './stored-imports.js';

export interface ImportRunnerOptions {
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
  /** Aborts when the server is told to stop: what is unfinished is left for the next process. */
  readonly shutdownSignal: AbortSignal;
}

/** How often the copy of one may begin: one that ends the process each time is given up. */
const MAX_STARTS = 10;

export class ImportRunner {
  readonly #options: ImportRunnerOptions;
  readonly #stored: StoredImports;
  readonly #turns: Semaphore;

  constructor(options: ImportRunnerOptions, stored: StoredImports) {
    this.#options = options;
    this.#stored = stored;
    this.#turns = new Semaphore(options.atOnce);
  }

  /** Resolves when the import is over, or left for the next process. Never rejects. */
  async run(job: ImportJob, destination: MasterDestination): Promise<void> {
    const { shutdownSignal } = this.#options;
    const wanted = AbortSignal.any([shutdownSignal, job.cancelling.signal]);
    let asset: AssetId | undefined;
    try {
      await this.#turns.acquire(wanted);
      asset = await this.#copy(job, destination, wanted).finally(() => this.#turns.release());
    } catch (error) {
      if (shutdownSignal.aborted && !job.cancelling.signal.aborted) await this.#leave(job, destination);
      else await this.#fail(job, destination, error);
      return;
    }
    await this.#removeFiles(job, destination);
    this.#change(job, { state: 'done', endedAt: new Date().toISOString() });
    const { id, bytes } = job.record;
    this.#options.log.info({ import: id, asset: job.record.asset, bytes }, 'master imported');
    if (asset !== undefined) this.#options.onArrived(asset);
  }

  async #copy(job: ImportJob, destination: MasterDestination, wanted: AbortSignal) {
    const { maxBytes, timeoutMs } = this.#options;
    if (job.starts >= MAX_STARTS) throw importInterrupted();
    job.starts += 1;
    await this.save(job);
    this.#change(job, { state: 'copying' });
    const open = (signal: AbortSignal, resumption: Resumption | undefined) =>
      this.#open(job.request, signal, resumption);
    const onHeld = (held: ImportJob['held']) => {
      job.held = held;
      return this.save(job);
    };
    const onProgress = (progress: Partial<ImportRecord>) => this.#change(job, progress);
    return copyImport(job, { destination, maxBytes, timeoutMs, open, onProgress, onHeld }, wanted);
  }

  async #open(
    { source, asset }: ImportRequest,
    signal: AbortSignal,
    resumption: Resumption | undefined,
  ): Promise<Source> {
    const { openBucket } = this.#options;
    const from = { ...this.#options.from, textToo: incomingOf(asset).kind === 'sidecar' };
    const address = readSourceAddress(source, from.allowedHosts);
    if (address.kind === 'http') return openHttpSource(address.url, from, signal, resumption);
    return openBucketSource(address.key, await openBucket?.(address.bucket), signal, resumption);
  }

  /** For the next process. What it could not go on with is removed. */
  async #leave({ record, held }: ImportJob, { staging }: MasterDestination): Promise<void> {
    const isResumable = held?.isComplete || held?.validator !== undefined;
    if (!isResumable) await staging.remove(importFile(record.id)).catch(() => undefined);
    const { id, asset, bytes } = record;
    this.#options.log.info({ import: id, asset, bytes, isResumable }, 'import interrupted');
  }

  async #fail(job: ImportJob, destination: MasterDestination, error: unknown): Promise<void> {
    const isCancelled = job.cancelling.signal.aborted;
    const { code, publicDetail, cause } = isCancelled ? importCancelled() : normalizeError(error);
    await this.#removeFiles(job, destination);
    const problem = { code, detail: publicDetail };
    const state = isCancelled ? 'cancelled' : 'failed';
    this.#change(job, { state, problem, endedAt: new Date().toISOString() });
    const { id, asset } = job.record;
    this.#options.log.warn({ import: id, asset, code, err: cause }, 'import failed');
  }

  /** Never rejects. */
  async #removeFiles({ record: { id } }: ImportJob, { staging }: MasterDestination): Promise<void> {
    const removals = await Promise.allSettled([staging.remove(importFile(id)), this.#stored.remove(id)]);
    for (const { reason: err } of removals.filter((removal) => removal.status === 'rejected'))
      this.#options.log.warn({ import: id, err }, 'what is left of an import could not be removed');
  }

  /** Never rejects: the import itself can do without. */
  async save({ record: { id, createdAt }, request, starts, held }: ImportJob): Promise<void> {
    const stored: StoredImport = { id, request, createdAt, starts, ...(held && { held }) };
    await this.#stored
      .save(stored)
      .catch((err: unknown) =>
        this.#options.log.warn({ import: id, err }, 'an import cannot go on after a restart'),
      );
  }

  #change(job: ImportJob, change: Partial<ImportRecord>): void {
    job.record = { ...job.record, ...change };
  }
}
