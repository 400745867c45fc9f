import { OnplayError } from '../errors.js';

/**
 * Returns `config_invalid` with all problems, one to a line.
 * @param problems each with the name of its setting, and never with a secret.
 */
export function configInvalid(problems: readonly string[]): OnplayError {
  const lines = problems.map((problem) => `- ${problem} (see docs/settings.md)`);
  return new OnplayError('config_invalid', {
    publicDetail: ['The configuration cannot be used:', ...lines].join('\n'),
  });
}
