/** One attempt at an import: copies its source into a file, from where an earlier one ended, and makes that a master. */
import { stat } from 'node:fs/promises';
import type { AssetId } from '../../shared/asset-id.js';
import { assertNamed, fileOf, incomingOf, maxBytesOf } from '../masters/incoming.js';
import type { MasterDestination } from '../masters/master-destination.js';
import { publishIncoming } from '../masters/publish-incoming.js';
import { copySource } from './copy-source.js';
import { sourceSlow } from './import-errors.js';
import type { ImportJob } from './import-jobs.js';
import type { Resumption, Source } from './source.js';
import type { HeldBytes } from './stored-imports.js';

export interface CopyImportOptions {
  readonly destination: MasterDestination;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly open: (signal: AbortSignal, resumption: Resumption | undefined) => Promise<Source>;
  /** Called with the bytes copied so far, and with how many there are where that is known. Must not throw. */
  readonly onProgress: (progress: { readonly bytes?: number; readonly totalBytes?: number }) => void;
  /** Called with what is on the disk for certain, by which a later process goes on. Must not reject. */
  readonly onHeld: (held: HeldBytes) => Promise<void>;
}

/** The file of an unfinished import in the staging directory. */
export function importFile(id: string): string {
  return `${id}.part`;
}

/**
 * Resolves when the file is there, with the asset that it is or is of; undefined where an earlier process put it there. On failure,
 * what was copied is left.
 * @param wanted aborts when the import is cancelled, or the server is told to stop.
 * @throws OnplayError as `copySource` and `publishIncoming`; `import_source_slow`.
 */
export async function copyImport(
  job: ImportJob,
  options: CopyImportOptions,
  wanted: AbortSignal,
): Promise<AssetId | undefined> {
  const { destination } = options;
  const { request, held } = job;
  await destination.prepare();
  const path = destination.staging.pathOf(importFile(job.record.id));
  const size = (await stat(path).catch(() => undefined))?.size;
  if (held?.isComplete && size === undefined && (await isPublished(request.asset, held, destination)))
    return undefined;
  const isCopied = held?.isComplete && size !== undefined;
  const facts = isCopied ? held : await copied({ job, path, options, size }, wanted);
  return publishIncoming(destination, path, { name: request.asset, hints: facts }, request.replace);
}

/** Whether an earlier process published it, and ended before it could say so: there is a file of its name and size. */
async function isPublished(name: string, held: HeldBytes, destination: MasterDestination): Promise<boolean> {
  const size = await destination.sizeOf(fileOf({ name, hints: held })).catch(() => undefined);
  return size === held.bytes;
}

interface Copying {
  readonly job: ImportJob;
  readonly options: CopyImportOptions;
  readonly path: string;
  /** Of what is there of an earlier attempt, in bytes. */
  readonly size: number | undefined;
}

async function copied({ job, options, path, size }: Copying, wanted: AbortSignal): Promise<HeldBytes> {
  const { maxBytes, timeoutMs, open, onProgress, onHeld, destination } = options;
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const source = await open(AbortSignal.any([wanted, limit]), resumptionOf(job.held, size));
    const facts = factsOf(source, job.held);
    const copy = async () => {
      // A name that cannot be is refused before anything is copied.
      assertNamed({ name: job.request.asset, hints: facts });
      const { totalBytes } = facts;
      onProgress({ bytes: source.offset, ...(totalBytes !== undefined && { totalBytes }) });
      return copySource(source, {
        ...{ path, space: destination.space },
        maxBytes: maxBytesOf(incomingOf(job.request.asset), maxBytes),
        onProgress: (bytes) => onProgress({ bytes }),
        onFlushed: (bytes) => onHeld({ ...facts, bytes }),
      });
    };
    const bytes = await copy().finally(() => source.close());
    const held = { ...facts, bytes, isComplete: true };
    await onHeld(held);
    return held;
  } catch (error) {
    throw limit.aborted && !wanted.aborted ? sourceSlow(error) : error;
  }
}

function resumptionOf(held: HeldBytes | undefined, size = 0): Resumption | undefined {
  const offset = Math.min(held?.bytes ?? 0, size);
  return held?.validator === undefined || offset === 0 ? undefined : { offset, validator: held.validator };
}

/** A part says less of its file than the whole did. */
function factsOf(source: Source, held: HeldBytes | undefined): HeldBytes {
  const { length, validator } = source;
  const { fileName, contentType } = source.offset > 0 && held ? held : source;
  return {
    ...{ bytes: source.offset, fileName, contentType, isComplete: false },
    ...(length !== undefined && { totalBytes: length }),
    ...(validator !== undefined && { validator }),
  };
}
