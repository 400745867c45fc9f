import { OnplayError } from '../shared/errors.js';

/** @returns the error for what belongs to a master that was replaced. */
export function versionGone(): OnplayError {
  return new OnplayError('version_gone', {
    publicDetail: 'The master was replaced. Ask for the manifest again.',
  });
}
