import { OnplayError } from '../../../src/shared/errors.js';

/** The code of the OnplayError that `action` throws or rejects with; undefined on success. Other errors are rethrown. */
export async function codeOf(action: () => unknown): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    if (error instanceof OnplayError) return error.code;
    throw error;
  }
}
