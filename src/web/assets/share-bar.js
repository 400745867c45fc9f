// @ts-check
/** A bar that is filled for a share of its length. */

/**
 * Makes an empty element such a bar.
 * @param {HTMLElement} element
 * @param {string} label for those who do not see it
 */
export function createShareBar(element, label) {
  element.className = 'share-bar';
  element.role = 'meter';
  element.ariaLabel = label;
  element.ariaValueMin = '0';
  element.ariaValueMax = '100';
  return {
    /** @param {number} share from 0 to 1; more is full */
    show(share) {
      const percent = Math.round(100 * Math.min(Math.max(share, 0), 1));
      element.ariaValueNow = String(percent);
      element.style.setProperty('--share', `${percent}%`);
    },
  };
}
