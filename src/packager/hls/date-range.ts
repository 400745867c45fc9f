/** What happens at a time of a playlist, and variables (RFC 8216bis 4.4.5.1, 4.4.4.6, 4.4.2.3). */
import { type Attribute, quoted, tagWithAttributes } from './playlist-text.js';

/** EXT-X-DATERANGE. */
export interface DateRange {
  /** ID (required): unique in the playlist. */
  readonly id: string;
  /** CLASS. */
  readonly class: string;
  /** From which START-DATE (required) follows: in seconds from the beginning of the playlist. */
  readonly start: number;
  /** DURATION, in seconds. */
  readonly duration?: number;
  /** Further ones, whose values are as they are written: see `quoted`. */
  readonly attributes?: readonly Attribute[];
}

/** EXT-X-DEFINE, of a multivariant playlist. */
export interface Variable {
  /** NAME: of letters, digits and `_`, which is all that Shaka finds in a reference. */
  readonly name: string;
  /** VALUE. */
  readonly value: string;
}

/** EXT-X-DEFINE requires it (RFC 8216bis 8). */
export const VERSION_WITH_VARIABLES = 8;
/** The date of the beginning of every playlist: any would do, as no one is told it. In milliseconds since 1970; players take 0 for none. */
const EPOCH = Date.UTC(2000, 0, 1);

export function dateRangeTag({ id, class: name, start, duration, attributes = [] }: DateRange): string {
  return tagWithAttributes('#EXT-X-DATERANGE', [
    ['ID', quoted(id)],
    ['CLASS', quoted(name)],
    ['START-DATE', quoted(dateAt(start))],
    ['DURATION', duration?.toFixed(3)],
    ...attributes,
  ]);
}

/** EXT-X-PROGRAM-DATE-TIME. @param seconds from the beginning of the playlist. */
export function programDateTime(seconds: number): string {
  return `#EXT-X-PROGRAM-DATE-TIME:${dateAt(seconds)}`;
}

/** In a multivariant playlist. */
export function definition({ name, value }: Variable): string {
  return tagWithAttributes('#EXT-X-DEFINE', [
    ['NAME', quoted(name)],
    ['VALUE', quoted(value)],
  ]);
}

/** In a media playlist, of a variable of the multivariant one. */
export function importedDefinition(name: string): string {
  return tagWithAttributes('#EXT-X-DEFINE', [['IMPORT', quoted(name)]]);
}

function dateAt(seconds: number): string {
  return new Date(EPOCH + Math.round(seconds * 1000)).toISOString();
}
