/** Errors of a failing store, and which file system errors mean that there is no such file. */
import { OnplayError } from '../shared/errors.js';

/** The file does not exist, or the file system cannot hold one of that name. */
const ABSENT_CODES: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);

/** Whether a file system error means that nothing has this name, rather than that the file system failed. */
export function isAbsent(error: unknown): boolean {
  return ABSENT_CODES.has((error as NodeJS.ErrnoException).code);
}

/** Whether an error says nothing about the master, because the store could not be read. */
export function isStoreFailure(error: unknown): boolean {
  return (
    error instanceof OnplayError && (error.code === 'store_unavailable' || error.code === 'master_unreadable')
  );
}

/** @returns `store_unavailable`: it is unknown whether there is such a master. */
export function storeUnavailable(cause: unknown): OnplayError {
  return new OnplayError('store_unavailable', {
    publicDetail: 'The store of masters cannot be read at the moment. Try again in a few seconds.',
    retryable: true,
    about: 'moment',
    cause,
  });
}

/** @returns `master_unreadable`: the master exists, but its bytes cannot be read. */
export function masterUnreadable(cause: unknown): OnplayError {
  return new OnplayError('master_unreadable', {
    publicDetail: 'The master cannot be read from its store at the moment.',
    retryable: true,
    about: 'moment',
    cause,
  });
}

/** @returns `master_changed`: the master was replaced since it was found. */
export function masterChanged(): OnplayError {
  return new OnplayError('master_changed', {
    publicDetail: 'The master was replaced while it was being read. Ask for the manifest again.',
    retryable: true,
    about: 'moment',
  });
}
