import { OnplayError } from '../../../src/shared/errors.js';

/** The code of the OnplayError that `action` throws; whatever else it throws is thrown on. */
export function errorCodeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof OnplayError) return error.code;
    throw error;
  }
}
