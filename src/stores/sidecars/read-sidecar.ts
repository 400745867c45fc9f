import { OnplayError } from '../../shared/errors.js';
import type { StoredSidecar } from '../store.js';
import { maxSidecarBytes } from './sidecar-formats.js';

/**
 * Reads all of a sidecar, in the version that was found. Not for audio, which is indexed and read by ranges.
 * @throws OnplayError `sidecar_changed` when the file is another version now or none any more; `master_unreadable`,
 *   `store_unavailable`.
 */
export async function readSidecar({ role, file }: StoredSidecar, signal?: AbortSignal): Promise<Uint8Array> {
  if (role === 'audio' || file.size > maxSidecarBytes(role))
    throw new Error('too large to be read as a whole');
  try {
    const source = await file.open(signal);
    try {
      const bytes = await source.read(0, file.size);
      if (bytes.byteLength < file.size) throw sidecarChanged();
      return bytes;
    } finally {
      await source.close();
    }
  } catch (error) {
    throw error instanceof OnplayError && error.code === 'master_changed' ? sidecarChanged() : error;
  }
}

/** @returns `sidecar_changed`: a file beside the master was replaced or removed since it was found. */
export function sidecarChanged(): OnplayError {
  return new OnplayError('sidecar_changed', {
    publicDetail: 'A file beside the master was replaced or removed. Ask for the manifest again.',
    retryable: true,
    about: 'moment',
  });
}
