// @ts-check
/** The times of a clip: as it is cut on the page, as claims of its token, and as a viewer reads them. */
import { clockTime } from '../../shared/format.js';

/**
 * A clip as it is cut, in seconds of the whole: the frame that begins at `start` is its first, the one that begins at `end` its last.
 * @typedef {{ start: number, end: number }} Cut
 */

/**
 * A clip as choices have it: seconds, or `f` and the number of a frame, as text; empty where the whole begins and ends.
 * @typedef {{ start: string, end: string }} ChosenClip
 */

/** Less than any frame lasts, in seconds: claims are rounded, and the first and the last frame must stay within them. */
const MARGIN = 0.001;

/**
 * The clip [start, end) that has the frames of a cut and no other.
 * @param {Cut} cut
 * @param {number} duration of the whole, in seconds
 * @returns {ChosenClip}
 */
export function clipOf({ start, end }, duration) {
  return {
    start: start > 0 ? secondsText(start - MARGIN) : '',
    end: end < duration ? secondsText(end + MARGIN) : '',
  };
}

/**
 * The claims of a token that allows the chosen clip alone.
 * @param {ChosenClip} clip
 * @returns {{ start?: number | string, end?: number | string }}
 */
export function clipClaims({ start, end }) {
  return { ...(start !== '' && { start: claim(start) }), ...(end !== '' && { end: claim(end) }) };
}

/**
 * `0:07.250`, `frame 300`, or `the beginning` and `the end`.
 * @param {ChosenClip} clip
 */
export function describeClip({ start, end }) {
  return `${momentText(start, 'the beginning')} to ${momentText(end, 'the end')}`;
}

/**
 * A time to the millisecond: `0:07.250`.
 * @param {number} seconds
 */
export function exactTime(seconds) {
  const milliseconds = Math.round(seconds * 1000);
  const rest = milliseconds % 1000;
  return `${clockTime((milliseconds - rest) / 1000)}.${String(rest).padStart(3, '0')}`;
}

/** @param {number} seconds */
function secondsText(seconds) {
  return String(Math.round(Math.max(0, seconds) * 1000) / 1000);
}

/** @param {string} moment */
function claim(moment) {
  return moment.startsWith('f') ? moment : Number(moment);
}

/**
 * @param {string} moment
 * @param {string} otherwise
 */
function momentText(moment, otherwise) {
  if (moment === '') return otherwise;
  return moment.startsWith('f') ? `frame ${moment.slice(1)}` : exactTime(Number(moment));
}
