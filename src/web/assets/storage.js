// @ts-check
/** The browser's storage, which a browser may keep shut: then nothing is remembered, and nothing breaks. */

/**
 * @param {'localStorage' | 'sessionStorage'} area
 * @param {string} name
 * @returns {string | undefined}
 */
export function recall(area, name) {
  try {
    return globalThis[area].getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {'localStorage' | 'sessionStorage'} area
 * @param {string} name
 * @param {string} value
 */
export function remember(area, name, value) {
  try {
    globalThis[area].setItem(name, value);
  } catch {
    // Then it is not remembered.
  }
}
