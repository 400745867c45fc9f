// @ts-check
/** URLs of the origin, relative to this module, so that the page works wherever the origin is mounted. */

/** The URL of the page, ending in a slash. */
export const ROOT = new URL('../../', import.meta.url);

/** The URL of the management API, ending in a slash. */
export const API = new URL('api/', ROOT);

/**
 * The URL of a player's browser build.
 * @param {string} player `hls`, `dash` or `shaka`
 */
export function playerBuild(player) {
  return new URL(`page/players/${player}.js`, ROOT);
}
