// @ts-check
/** A bar filled in proportion to a value. */

/**
 * Turns an empty element into such a bar.
 * @param {HTMLElement} element
 * @param {string} label accessible name
 */
export function createShareBar(element, label) {
  element.className = 'share-bar';
  element.role = 'meter';
  element.ariaLabel = label;
  element.ariaValueMin = '0';
  element.ariaValueMax = '100';
  return {
    /** @param {number} share from 0 to 1; larger values count as 1 */
    show(share) {
      const percent = Math.round(100 * Math.min(Math.max(share, 0), 1));
      element.ariaValueNow = String(percent);
      element.style.setProperty('--share', `${percent}%`);
    },
  };
}
