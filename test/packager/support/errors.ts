import { OnplayError } from '../../../src/shared/errors.js';

/** Returns the code of the OnplayError that `action` throws, undefined if it throws none; rethrows any other error. */
export function errorCodeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof OnplayError) return error.code;
    throw error;
  }
}
