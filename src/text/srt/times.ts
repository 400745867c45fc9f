/** The times of SubRip, which no standard describes, in all the ways in which people and programs write them. */

/** Hours may be missing; a point, a colon or nothing may stand for the comma. */
const TIME = String.raw`(-?)(?:(\d{1,4}) ?: ?)?(\d{1,3}) ?: ?(\d{1,2})(?: ?[.,:;] ?(\d{1,9}))?`;
const ARROW = String.raw`\s{0,8}(?:-{1,3} ?>|=>|[–—→]>?)\s{0,8}`;
const TIMES = new RegExp(String.raw`^\s{0,8}${TIME}${ARROW}${TIME}(?=\s|$)(.*)$`);
/** A line of times with coordinates. Longer ones are text. */
const MAX_CHARACTERS = 256;

interface Times {
  /** Milliseconds, perhaps negative. */
  readonly start: number;
  readonly end: number;
  /** What follows them on the line. */
  readonly rest: string;
}

/** Returns the times in a line, or undefined if it has none. */
export function readTimes(line: string): Times | undefined {
  const match = line.length <= MAX_CHARACTERS ? TIMES.exec(line) : null;
  if (!match) return undefined;
  const parts = match.slice(1);
  return {
    start: milliseconds(parts.slice(0, 5)),
    end: milliseconds(parts.slice(5, 10)),
    rest: parts[10] ?? '',
  };
}

/** Of sign, hours, minutes, seconds and a decimal fraction. */
function milliseconds([sign, hours, minutes, seconds, fraction]: readonly (string | undefined)[]): number {
  const whole = (Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds);
  const thousandths = Math.round(Number(`0.${fraction ?? 0}`) * 1000);
  return (sign === '-' ? -1 : 1) * (whole * 1000 + thousandths);
}
