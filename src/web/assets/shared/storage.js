// @ts-check
/** Access to the browser's storage. Where the browser blocks it, nothing is remembered and nothing fails. */

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
    // Blocked or full: the value is not remembered.
  }
}
