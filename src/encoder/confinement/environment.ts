/** The environment of every program we start. */

/**
 * Nothing from the server's environment: no credentials, no proxy, no FFREPORT, which would write files. The locale is fixed
 * so that messages and numbers are the same everywhere.
 */
export const CLEAN_ENVIRONMENT: Readonly<Record<string, string>> = { LC_ALL: 'C' };

/** Makes relative paths useless, and keeps no mounted directory busy. */
export const WORKING_DIRECTORY = '/';
