/** What the JSON file beside a master says of it. */
import { z } from 'zod';
import { adsSchema } from '../../shared/ads/ads-claim.js';
import { languageSchema } from '../../shared/language-schema.js';
import { insertsSchema } from '../../shared/sequence/inserts-claim.js';

/** More than the chapters of any film, or the items of a day's recording. */
const MAX_CHAPTERS = 2000;
/** Ten days: no master is longer. */
const MAX_SECONDS = 864_000;

const title = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'it must not contain control characters' });

const chapter = z.strictObject({ start: z.number().min(0).max(MAX_SECONDS), title });

/** All members are optional, and there are no others: one that is misspelt would be left out in silence. */
const filmMetadataSchema = z.strictObject({
  title: title.optional(),
  /** Each from its start, in seconds, to that of the next. */
  chapters: z
    .array(chapter)
    .max(MAX_CHAPTERS)
    .refine((all) => all.every(({ start }, i) => i === 0 || start > all[i - 1]!.start), {
      error: 'each must start after the one before',
    })
    .optional(),
  /** The highest rendition that is offered, by its shorter side in pixels. */
  max_height: z.int().min(1).max(65_535).optional(),
  /** Of video and audio together, in bit/s. */
  max_bitrate: z.int().min(1).optional(),
  /** The languages of audio and of text, where the viewer wants none that there is. */
  audio: languageSchema.optional(),
  text: languageSchema.optional(),
  /** What is put into it, for tokens that say nothing of inserts. */
  inserts: insertsSchema.optional(),
  /** The ad server that is asked what else is put into it, for tokens that say nothing of ads. */
  ads: adsSchema.optional(),
});

export type FilmMetadata = z.output<typeof filmMetadataSchema>;

/** What is wrong with a file, as a sentence. */
export interface BrokenMetadata {
  readonly problem: string;
}

/** Reads JSON in UTF-8. */
export function parseFilmMetadata(bytes: Uint8Array): FilmMetadata | BrokenMetadata {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { problem: 'It is no JSON in UTF-8.' };
  }
  const parsed = filmMetadataSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  return {
    problem: `${at}${issue?.message ?? 'it is malformed'}`.replace(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, 300),
  };
}
