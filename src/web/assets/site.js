// @ts-check
/** Where the origin is, seen from this module: the page works wherever the origin is mounted. */

/** The URL the page is served at, ending in a slash. */
export const ROOT = new URL('../', import.meta.url);

/** The URL of the management API, ending in a slash. */
export const API = new URL('api/', ROOT);

/**
 * The URL of a player's browser build.
 * @param {string} player `hls`, `dash` or `shaka`
 */
export function playerBuild(player) {
  return new URL(`page/players/${player}.js`, ROOT);
}
