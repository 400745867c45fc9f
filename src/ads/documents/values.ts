/** The values of attributes and elements of VAST and VMAP. Pure; undefined for what cannot be read, as for what is missing. */
import { MAX_NAME_CHARACTERS, MAX_URL_CHARACTERS } from './limits.js';

/** A time of an ad or of the programme, or a share of its duration, 0 to 100. */
export type Offset =
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'percent'; readonly percent: number };

/** `hh:mm:ss` or `hh:mm:ss.mmm` in milliseconds. */
export function readTime(text: string | undefined): number | undefined {
  const [, hours, minutes, seconds, fraction = ''] =
    /^(\d{1,2}):([0-5]?\d):([0-5]?\d)(?:\.(\d{1,3}))?$/.exec(text?.trim() ?? '') ?? [];
  if (hours === undefined) return undefined;
  return (
    (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'))
  );
}

/** A time as above, or `n%`. */
export function readOffset(text: string | undefined): Offset | undefined {
  const percent = /^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(text?.trim() ?? '')?.[1];
  if (percent !== undefined)
    return Number(percent) <= 100 ? { kind: 'percent', percent: Number(percent) } : undefined;
  const ms = readTime(text);
  return ms === undefined ? undefined : { kind: 'time', ms };
}

/** Of http or https, as it is written: it may have macros, such as `[CACHEBUSTING]`. */
export function readUrl(text: string | undefined): string | undefined {
  const url = text?.trim() ?? '';
  const isUrl = url.length <= MAX_URL_CHARACTERS && /^https?:\/\//i.test(url) && !/[\s\p{Cc}]/u.test(url);
  return isUrl && URL.canParse(url) ? url : undefined;
}

/** Shortened where it is too long, and without control characters: it is printed. */
export function readName(text: string | undefined): string | undefined {
  const name = text
    ?.replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim()
    .slice(0, MAX_NAME_CHARACTERS);
  return name === '' ? undefined : name;
}

/** A whole number from 0. */
export function readCount(text: string | undefined): number | undefined {
  return /^\d{1,12}$/.test(text?.trim() ?? '') ? Number(text) : undefined;
}

/** `true` or `1`, `false` or `0` (`xs:boolean`). */
export function readBoolean(text: string | undefined): boolean | undefined {
  const value = text?.trim().toLowerCase();
  if (value === 'true' || value === '1') return true;
  return value === 'false' || value === '0' ? false : undefined;
}
