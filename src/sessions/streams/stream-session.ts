/**
 * The session of a stream: 16 hexadecimal digits that stand in the grant. Eleven are the time at which its manifest was requested, in
 * milliseconds since 1970 (until the year 2527), five are random: sessions sort as text in the order of their manifests.
 */
import { randomInt } from 'node:crypto';

const TIME_DIGITS = 11;
const RANDOM_DIGITS = 5;

/** A new session, after `latest` also where the clock was set back. @param nowMs since 1970. */
export function newStreamSession(latest: string | undefined, nowMs: number): string {
  const after = latest === undefined ? 0 : Number.parseInt(latest.slice(0, TIME_DIGITS), 16) + 1;
  const time = Math.max(Math.floor(nowMs), after);
  return hex(time, TIME_DIGITS) + hex(randomInt(16 ** RANDOM_DIGITS), RANDOM_DIGITS);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0').slice(-digits);
}
