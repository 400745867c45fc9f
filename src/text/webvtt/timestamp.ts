/** WebVTT 4.1 and 6.4: `[hours:]minutes:seconds.milliseconds`. */

const TIMESTAMP = /^(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})$/;
/** More digits of hours than any presentation has are no time, and would not be exact. */
const MAX_HOUR_DIGITS = 4;

/** Returns milliseconds, or undefined where the standard ends with an error. */
export function readTimestamp(text: string): number | undefined {
  const match = TIMESTAMP.exec(text);
  if (!match || (match[1]?.length ?? 0) > MAX_HOUR_DIGITS) return undefined;
  const [hours, minutes, seconds, milliseconds] = match.slice(1).map((part) => Number(part ?? 0));
  return ((hours! * 60 + minutes!) * 60 + seconds!) * 1000 + milliseconds!;
}

/** @param time milliseconds, not negative. */
export function writeTimestamp(time: number): string {
  const seconds = Math.floor(time / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return `${clock}.${String(time % 1000).padStart(3, '0')}`;
}
