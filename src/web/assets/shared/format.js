// @ts-check
/** Formats quantities for display. */

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/**
 * `340 ms`, `1.25 s`, `12.5 s`; a dash when unknown.
 * @param {number | undefined} ms milliseconds
 */
export function duration(ms) {
  if (ms === undefined || !Number.isFinite(ms)) return '–';
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/**
 * A media time or duration: `0:52`, `1:04:09`.
 * @param {number} seconds
 */
export function clockTime(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/**
 * An uptime in its two largest units: `42 s`, `3 min 20 s`, `5 h 2 min`, `3 d 4 h`.
 * @param {number} seconds
 */
export function uptime(seconds) {
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor(whole / 60) % 60} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor(whole / 3600) % 24} h`;
}

/**
 * Decimal units: `812 B`, `4.2 MB`, `21 GB`.
 * @param {number} count
 */
export function bytes(count) {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${BYTE_UNITS[unit]}`;
}

/**
 * `640 kbit/s`, `3.2 Mbit/s`.
 * @param {number} bitsPerSecond
 */
export function bitrate(bitsPerSecond) {
  if (bitsPerSecond < 999_500) return `${Math.round(bitsPerSecond / 1000)} kbit/s`;
  return `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s`;
}

/**
 * Frames per second without trailing zeros: `24`, `29.97`.
 * @param {number} rate
 */
export function frameRate(rate) {
  return String(Math.round(rate * 100) / 100);
}

/**
 * `0 %` to `100 %`; a dash when `whole` is 0.
 * @param {number} part
 * @param {number} whole
 */
export function percentage(part, whole) {
  return whole > 0 ? `${Math.round((100 * part) / whole)} %` : '–';
}

/**
 * `1 stall`, `3 stalls`.
 * @param {number} count
 * @param {string} noun
 */
export function counted(count, noun) {
  return `${count.toLocaleString('en-GB')} ${noun}${count === 1 ? '' : 's'}`;
}
