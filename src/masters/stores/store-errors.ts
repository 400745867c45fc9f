/** What a store that fails is told as, and what it means that a path leads nowhere. */
import { OnplayError } from '../../shared/errors.js';

/** The file is none of this folder: it is not there, or a file system could have none of that name. */
const ABSENT_CODES: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);

/** Whether a file system's error says that there is nothing of this name, and not that it failed. */
export function isAbsent(error: unknown): boolean {
  return ABSENT_CODES.has((error as NodeJS.ErrnoException).code);
}

/** Whether an error says nothing about the master: the store could not be asked. */
export function isStoreFailure(error: unknown): boolean {
  return (
    error instanceof OnplayError && (error.code === 'store_unavailable' || error.code === 'master_unreadable')
  );
}

/** @returns `store_unavailable`: whether there is such a master cannot be told. */
export function storeUnavailable(cause: unknown): OnplayError {
  return new OnplayError('store_unavailable', {
    publicDetail: 'The store of the masters cannot be read at the moment. Try again in a few seconds.',
    retryable: true,
    about: 'moment',
    cause,
  });
}

/** @returns `master_unreadable`: the master is there, and its bytes are not given. */
export function masterUnreadable(cause: unknown): OnplayError {
  return new OnplayError('master_unreadable', {
    publicDetail: 'The master cannot be read from its store at the moment.',
    retryable: true,
    about: 'moment',
    cause,
  });
}
