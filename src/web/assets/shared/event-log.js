// @ts-check
/** A bounded log of playback events, for tests and for inspection in the browser's console. */

/** @typedef {'choice' | 'playing' | 'stall' | 'seeked' | 'ended' | 'error'} LoggedType */

/**
 * @typedef {object} LoggedEvent
 * @property {number} at in ms since the page was loaded
 * @property {LoggedType} type
 * @property {string} detail
 */

/** How many events the log holds. */
const MAX_EVENTS = 500;

/**
 * Creates the log and exposes it as `window.onplay`: the player in use, and the events, oldest first.
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
