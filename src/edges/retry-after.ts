/** `Retry-After` (RFC 9110 10.2.3): seconds, or a date as in `Sun, 06 Nov 1994 08:49:37 GMT`. */

/** The longest wait that a header can demand: an hour. */
const MAX_MS = 60 * 60 * 1000;
const secondsForm = /^\d{1,10}$/;
/** IMF-fixdate, the only date format that senders may generate (RFC 9110 5.6.7). */
const dateForm = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** How long the header asks to wait, in milliseconds from 0 to an hour; undefined if it is absent or malformed. */
export function toRetryAfterMs(value: string | null, nowMs: number): number | undefined {
  const text = value?.trim() ?? '';
  const wait = secondsForm.test(text) ? Number(text) * 1000 : dateForm.test(text) && Date.parse(text) - nowMs;
  if (typeof wait !== 'number' || Number.isNaN(wait)) return undefined;
  return Math.min(Math.max(wait, 0), MAX_MS);
}
