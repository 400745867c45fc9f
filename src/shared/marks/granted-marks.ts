/** Marks in grants and jobs: written in one way each, and read only if they were written so. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  drawableText,
  MARK_IMAGE_NAME,
  MARK_PLACES,
  MARK_SIZES,
  MAX_MARKS,
  type Mark,
  MIN_MARK_OPACITY,
} from './mark.js';

/** What a grant says of the marks of its session. */
export interface GrantedMarks {
  /** See `versionMarkOf` (media-url.ts): segments of other versions are others. */
  readonly version: string;
  /** The segments without a mark, which are those of every viewer; see `writeSegmentSet`. */
  readonly unmarked: string;
  readonly marks: readonly Mark[];
}

/** A day: longer than any master. */
const MAX_MS = 86_400_000;
/** What `marksOf` makes of the most that the claim may have is shorter, but for texts of which each is as long as may be. */
const MAX_WRITTEN = 1400;
const ID_DIGITS = 12;
/** Beyond what it names, segments are the session's own: a grant has room for no more. */
const MAX_SEGMENT_SET = 800;

const whole = z.int().max(MAX_MS);

const placed = {
  place: z.enum(MARK_PLACES).optional(),
  moves: z.strictObject({ every: whole.min(1), seed: z.string().min(1).max(512) }).optional(),
  size: z.number().min(MARK_SIZES.min).max(MARK_SIZES.max),
  opacity: z.number().min(MIN_MARK_OPACITY).max(1),
  shown: z.strictObject({ every: whole.min(1), for: whole.min(1), from: whole.min(0) }).optional(),
};

const textSchema = z.strictObject({
  text: z.string().refine((text) => drawableText(text) === text),
  ...placed,
});

const imageSchema = z.strictObject({
  image: z.strictObject({
    name: z.string().regex(MARK_IMAGE_NAME),
    // Absent in a token, whose marks are written only to see whether they fit.
    hash: z
      .string()
      .regex(/^[0-9a-f]{12}$/)
      .optional(),
  }),
  ...placed,
});

const marksSchema = z
  .array(z.union([textSchema, imageSchema]))
  .min(1)
  .max(MAX_MARKS);

/** How marks are written that were before, or were read: each media request of a session asks, and has the very ones of its grant. */
const known = new WeakMap<readonly Mark[], string>();

/** Marks as URL-safe text; undefined where they are too long for a grant. */
export function writeMarks(marks: readonly Mark[]): string | undefined {
  return known.get(marks) ?? remembered(marks, encoded(marksSchema.parse(marks)));
}

/** Undefined for a text that `writeMarks` does not write. */
export function readMarks(text: string): readonly Mark[] | undefined {
  try {
    const json: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    const parsed = marksSchema.parse(json);
    if (encoded(parsed) !== text) return undefined;
    // Of what was JSON, no member is undefined.
    const marks = parsed as readonly Mark[];
    return remembered(marks, text) === undefined ? undefined : marks;
  } catch {
    return undefined;
  }
}

/** @param parsed by the schema, and so with its members in one order. */
function encoded(parsed: z.output<typeof marksSchema>): string {
  return Buffer.from(JSON.stringify(parsed)).toString('base64url');
}

function remembered(marks: readonly Mark[], text: string): string | undefined {
  if (text.length > MAX_WRITTEN) return undefined;
  known.set(marks, text);
  return text;
}

/** Names marks in the ids of renditions and at edges: twelve hexadecimal digits. @param written as `writeMarks` does. */
export function marksId(written: string): string {
  return createHash('sha256').update(written).digest('hex').slice(0, ID_DIGITS);
}

/** The base64url alphabet (RFC 4648 5). */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BITS = 6;

/**
 * Segments as base64url digits of six bits, of which the highest is that of the first segment. Ends with the last digit that is not 0.
 * @param count how many segments there are.
 */
export function writeSegmentSet(count: number, has: (segment: number) => boolean): string {
  const digits = Array.from({ length: Math.min(MAX_SEGMENT_SET, Math.ceil(count / BITS)) }, (_, place) => {
    let digit = 0;
    for (let bit = 0; bit < BITS; bit++) {
      const segment = place * BITS + bit;
      digit = 2 * digit + (segment < count && has(segment) ? 1 : 0);
    }
    return DIGITS.charAt(digit);
  });
  return digits.join('').replace(/A+$/, '');
}

const GRANTED = /^([0-9a-f]{6});([0-9a-f]{12});((?:[\w-]*[\w-](?<!A))?);([\w-]+)$/;

/**
 * Marks as they stand in a grant: the version, the id of the marks, the segments that have none, the marks.
 * @throws Error for marks that are too long; see `writeMarks`.
 */
export function writeGrantedMarks({ version, unmarked, marks }: GrantedMarks): string {
  const written = writeMarks(marks);
  if (written === undefined) throw new Error('the marks are too long for a grant');
  return `${version};${marksId(written)};${unmarked};${written}`;
}

/** Undefined for a text that `writeGrantedMarks` does not write. */
export function readGrantedMarks(text: string): GrantedMarks | undefined {
  const [, version, id, unmarked, written = ''] = GRANTED.exec(text) ?? [];
  if (version === undefined || unmarked === undefined || unmarked.length > MAX_SEGMENT_SET) return undefined;
  const marks = readMarks(written);
  return marks && marksId(written) === id ? { version, unmarked, marks } : undefined;
}
