import { OnplayError } from '../shared/errors.js';

/** Returns the error for media of a superseded version that is not cached any more. */
export function versionGone(): OnplayError {
  return new OnplayError('version_gone', {
    publicDetail: 'The master was replaced. Ask for the manifest again.',
  });
}
