/** The environment of every program we start. */

/**
 * Nothing from the server's environment: no credentials, no proxy, no FFREPORT, which would write files. The locale is fixed
 * so that messages and numbers are the same everywhere.
 */
export const CLEAN_ENVIRONMENT: Readonly<Record<string, string>> = { LC_ALL: 'C' };

/** The variable that names the process that starts a supervised command; see supervisor.ts. */
export const STARTED_BY = 'ONPLAY_STARTED_BY';

/** The environment of a command that may be supervised, started by this process. */
export function commandEnvironment(): Record<string, string> {
  return { ...CLEAN_ENVIRONMENT, [STARTED_BY]: String(process.pid) };
}

/** Makes relative paths useless, and keeps no mounted directory busy. */
export const WORKING_DIRECTORY = '/';
