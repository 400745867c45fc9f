/** Reads the files of an asset in one version. */
import type { ByteSource } from '../stores/index.js';
import type { Asset } from './asset.js';

/**
 * Opens one of the asset's files for `use` and returns its result. Afterwards the file is opened once more, to check its
 * version: when the master was overwritten meanwhile, the result of `use`, good or bad, belongs to neither version. For a remote
 * master this costs no request, and needs none: every answer it was read from had to name the version (`s3Source`).
 * @param signal ends reads of a remote master.
 * @throws OnplayError what `openFile` throws, before and after; else what `use` throws.
 */
export function withFile<T>(
  asset: Asset,
  file: number,
  use: (source: ByteSource) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return usedUnchanged((until) => asset.openFile(file, until), use, signal);
}

/** As `withFile`, of the master itself. @throws OnplayError what `openMaster` throws, before and after; else what `use` throws. */
export function withMaster<T>(
  asset: Asset,
  use: (source: ByteSource) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return usedUnchanged((until) => asset.openMaster(until), use, signal);
}

async function usedUnchanged<T>(
  open: (signal?: AbortSignal) => Promise<ByteSource>,
  use: (source: ByteSource) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const source = await open(signal);
  const [outcome] = await Promise.allSettled([use(source)]);
  await source.close();
  await (await open()).close();
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
