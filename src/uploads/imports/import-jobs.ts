/** The imports that are remembered: the unfinished ones and the latest others. */
import { importUnknown } from './import-errors.js';
import { type ImportRecord, type ImportRequest, isOver } from './import-record.js';
import type { HeldBytes } from './stored-imports.js';

export interface ImportJob {
  readonly request: ImportRequest;
  /** How often its copy has begun, in earlier processes too. */
  starts: number;
  /** What of it is on the disk. */
  held: HeldBytes | undefined;
  /** Ends it. */
  readonly cancelling: AbortController;
  record: ImportRecord;
  /** Resolves when it is over and what it left is removed. Never rejects. */
  ended: Promise<void>;
}

/** How many are remembered, the unfinished ones included, of which there are fewer. */
const MAX_KEPT = 1000;

export class ImportJobs {
  /** By id, the oldest first. */
  readonly #jobs = new Map<string, ImportJob>();

  add(job: ImportJob): void {
    this.#jobs.set(job.record.id, job);
    for (const [id, { record }] of this.#jobs) {
      if (this.#jobs.size <= MAX_KEPT) return;
      if (isOver(record)) this.#jobs.delete(id);
    }
  }

  /** @throws OnplayError `import_unknown`. */
  get(id: string): ImportJob {
    const job = this.#jobs.get(id);
    if (!job) throw importUnknown();
    return job;
  }

  unfinished(): readonly ImportJob[] {
    return [...this.#jobs.values()].filter(({ record }) => !isOver(record));
  }

  /** Newest first. */
  records(limit: number): readonly ImportRecord[] {
    return Array.from(this.#jobs.values(), ({ record }) => record)
      .slice(-limit)
      .reverse();
  }
}
