/** TTML 2 (W3C) 12.3: time expressions. */

/** What frames and ticks last; TTML 2 6.2. */
export interface Rates {
  /** Per second. */
  readonly frames: number;
  readonly ticks: number;
}

const DEFAULT_FRAME_RATE = 30;
const CLOCK = /^(\d{2,5}):(\d{2}):(\d{2})(?:(\.\d{1,9})|:(\d{2,3})(?:\.\d{1,4})?)?$/;
const OFFSET = /^(\d{1,12}(?:\.\d{1,9})?)(h|m|s|ms|f|t)$/;
const NUMBER = /^\d{1,12}$/;
const MULTIPLIER = /^(\d{1,9}) (\d{1,9})$/;

/** @param attributes of the document's `tt` element. */
export function ratesOf(attributes: ReadonlyMap<string, string>): Rates {
  const stated = positive(attributes.get('frameRate'));
  const [, numerator, denominator] = MULTIPLIER.exec(attributes.get('frameRateMultiplier') ?? '') ?? [];
  const multiplier = Number(numerator) / Number(denominator);
  const frames =
    (stated ?? DEFAULT_FRAME_RATE) * (multiplier > 0 && Number.isFinite(multiplier) ? multiplier : 1);
  const subFrames = positive(attributes.get('subFrameRate')) ?? 1;
  return { frames, ticks: positive(attributes.get('tickRate')) ?? (stated ? frames * subFrames : 1) };
}

function positive(value: string | undefined): number | undefined {
  return value !== undefined && NUMBER.test(value) && Number(value) > 0 ? Number(value) : undefined;
}

/** In milliseconds; undefined for what is no time. */
export function readTime(expression: string, rates: Rates): number | undefined {
  const text = expression.trim();
  const clock = CLOCK.exec(text);
  if (clock) {
    const [, hours, minutes, seconds, fraction = '0', frames = '0'] = clock;
    const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    return 1000 * (whole + Number(fraction) + Number(frames) / rates.frames);
  }
  const [, value, unit] = OFFSET.exec(text) ?? [];
  return value === undefined ? undefined : Number(value) * unitMs(unit ?? '', rates);
}

function unitMs(unit: string, { frames, ticks }: Rates): number {
  const units: Readonly<Record<string, number>> = {
    ...{ h: 3_600_000, m: 60_000, s: 1000, ms: 1 },
    ...{ f: 1000 / frames, t: 1000 / ticks },
  };
  return units[unit] ?? Number.NaN;
}
