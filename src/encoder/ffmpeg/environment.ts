/** What every program we start can see of its surroundings. */

/**
 * Nothing of the server's own environment: no credentials, no proxy, no FFREPORT that would write files. The locale is
 * fixed so that messages and numbers read the same everywhere.
 */
export const CLEAN_ENVIRONMENT: Readonly<Record<string, string>> = { LC_ALL: 'C' };

/** Relative names lead nowhere useful from here, and no mounted directory is kept busy. */
export const WORKING_DIRECTORY = '/';
