/** Marks: what is drawn into the video of one session, so that a copy of it tells whose it is. */

/** Where a mark may stand, as in a compass. */
export const MARK_PLACES = [
  'top-left',
  'top',
  'top-right',
  'left',
  'center',
  'right',
  'bottom-left',
  'bottom',
  'bottom-right',
] as const;

export type MarkPlace = (typeof MARK_PLACES)[number];

/** Shown from `from` on for `for`, and again after each `every`, in whole milliseconds of the asset. */
export interface MarkSchedule {
  readonly every: number;
  readonly for: number;
  readonly from: number;
}

/** Another place after each `every` milliseconds of the asset; which, follows from the seed. */
export interface MarkMoves {
  readonly every: number;
  readonly seed: string;
}

/** A mark as it is drawn. Plain JSON: with the frame, the rendition and the fonts it determines each pixel. */
export type Mark = TextMark | ImageMark;

export interface TextMark extends MarkBase {
  /** One line, as `drawableText` returns it. */
  readonly text: string;
  readonly image?: never;
}

export interface ImageMark extends MarkBase {
  /** The name of a file of the operator's, and the hash of its bytes; a token says only the name. */
  readonly image: { readonly name: string; readonly hash?: string };
  readonly text?: never;
}

interface MarkBase {
  /** Absent for one that moves. */
  readonly place?: MarkPlace;
  readonly moves?: MarkMoves;
  /**
   * The height of its line, or of the image, in percent of the frame's. Text that would be wider than the frame is smaller, but not below
   * `MARK_SIZES.min`; an image is as small as it has to be.
   */
  readonly size: number;
  /** From `MIN_MARK_OPACITY` to 1. */
  readonly opacity: number;
  /** Absent for one that is always shown. */
  readonly shown?: MarkSchedule;
}

/** Between a mark and the edge of the frame, as a part of its height. */
export const MARK_MARGIN = 0.04;

/** Names of the files that may be drawn. */
export const MARK_IMAGE_NAME = /^[a-z0-9][a-z0-9_-]{0,58}\.png$/;

/** Whether it is text that is drawn; else it is an image. */
export function isText(mark: Mark): mark is TextMark {
  return mark.text !== undefined;
}

/** Each is drawn by itself, and all stand in each grant. */
export const MAX_MARKS = 4;

/** In code points; as long as the name of a viewer. */
export const MAX_MARK_TEXT = 128;

/** What is fainter is lost in an encode. */
export const MIN_MARK_OPACITY = 0.1;

/** In percent of the frame's height: what is smaller is not read in a small rendition, what is larger leaves nothing to see. */
export const MARK_SIZES = { min: 2, max: 20, usual: 4 } as const;

/** Format characters, unassigned ones, and all that fonts draw nothing for. */
const UNSEEN = /[\p{C}\p{DI}\p{Zl}\p{Zp}]/gu;
/** Letters that modify others may be no more than a dot. */
const SEEN = /[\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{N}]/u;
/** No script writes as many above and below one letter. */
const MANY_ACCENTS = /(\p{M}{3})\p{M}+/gu;

/**
 * The text as one line of characters that are seen, so that no viewer has a name with which a mark is invisible.
 * @returns undefined for a text without any letter or digit, and for one that is too long.
 */
export function drawableText(text: string): string | undefined {
  const seen = text.replaceAll(/\s+/gu, ' ').replaceAll(UNSEEN, '').normalize('NFC');
  // What is between spaces, or accents, may have been unseen.
  const line = seen.replaceAll(MANY_ACCENTS, '$1').replaceAll(/ +/g, ' ').trim().normalize('NFC');
  return SEEN.test(line) && [...line].length <= MAX_MARK_TEXT ? line : undefined;
}
