// @ts-check
/** A short memory of what happened to playback, for tests and for a look from the browser's console. */

/** @typedef {'choice' | 'playing' | 'stall' | 'seeked' | 'ended' | 'error'} LoggedType */

/**
 * @typedef {object} LoggedEvent
 * @property {number} at in ms since the page was opened
 * @property {LoggedType} type
 * @property {string} detail
 */

/** How many events are kept. */
const MAX_EVENTS = 500;

/**
 * Opens the log and shows it as `window.onplay`: the player in use and the events, oldest first.
 */
export function openEventLog() {
  /** @type {LoggedEvent[]} */
  const events = [];
  let player = '';
  const shown = {
    get player() {
      return player;
    },
    get events() {
      return events.slice();
    },
  };
  Object.defineProperty(globalThis, 'onplay', { value: Object.freeze(shown), enumerable: true });
  return {
    /** @param {string} id */
    use(id) {
      player = id;
    },
    /**
     * @param {LoggedType} type
     * @param {string} [detail]
     */
    add(type, detail = '') {
      events.push(Object.freeze({ at: performance.now(), type, detail }));
      events.splice(0, events.length - MAX_EVENTS);
    },
  };
}
