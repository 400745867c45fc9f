// @ts-check
/** Measures startup time, stalls and seeks from the video element's events. */

/**
 * @typedef {object} PlaybackTimes
 * @property {number} [startUp] from the click to the first `playing` event, in ms
 * @property {number} stalls how often playback stalled, not counting seeks
 * @property {number} stalledFor in ms, including a stall in progress
 * @property {boolean} stalled whether playback is stalled now
 * @property {number} [lastSeek] how long the last seek took, in ms
 */

/** @typedef {'playing' | 'waiting' | 'seeking' | 'seeked' | 'pause' | 'ended'} PlaybackEvent */

/**
 * All times are in milliseconds of one monotonic clock.
 * @param {number} clickedAt
 */
export function createPlaybackClock(clickedAt) {
  /** @type {number | undefined} */
  let startUp;
  /** @type {number | undefined} */
  let stalledSince;
  /** @type {number | undefined} */
  let seekingSince;
  /** @type {number | undefined} */
  let lastSeek;
  let stalls = 0;
  let stalledFor = 0;

  /** @param {number} now */
  const endStall = (now) => {
    if (stalledSince !== undefined) stalledFor += now - stalledSince;
    stalledSince = undefined;
  };

  /** @type {Record<PlaybackEvent, (now: number) => void>} */
  const handlers = {
    playing(now) {
      startUp ??= now - clickedAt;
      endStall(now);
    },
    waiting(now) {
      if (startUp === undefined || seekingSince !== undefined || stalledSince !== undefined) return;
      stalls += 1;
      stalledSince = now;
    },
    seeking(now) {
      endStall(now);
      if (startUp !== undefined) seekingSince ??= now;
    },
    seeked(now) {
      if (seekingSince !== undefined) lastSeek = now - seekingSince;
      seekingSince = undefined;
    },
    pause: endStall,
    ended: endStall,
  };

  return {
    /**
     * @param {PlaybackEvent} event
     * @param {number} now
     */
    handle: (event, now) => handlers[event](now),
    /**
     * @param {number} now
     * @returns {PlaybackTimes}
     */
    times: (now) => ({
      ...(startUp !== undefined && { startUp }),
      ...(lastSeek !== undefined && { lastSeek }),
      stalls,
      stalledFor: stalledFor + (stalledSince === undefined ? 0 : now - stalledSince),
      stalled: stalledSince !== undefined,
    }),
  };
}
