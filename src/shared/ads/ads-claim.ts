/** The claim `ads`: an ad server that is asked, for each session, what is put into the programme. */
import { z } from 'zod';
import { type ClipMoment, clipMomentOf, clipMomentSchema } from '../clip.js';

/** A token has 4096 characters for all of its claims. */
const MAX_TAG = 2048;

export interface AdTag {
  /** The URL of VAST or VMAP. May have macros. */
  readonly url: string;
  /** Where the ads of VAST are played, which says nothing of it. */
  readonly at: 'start' | 'end' | ClipMoment;
  /** As of inserts: whether breaks are put at the bound of a segment that is nearest. */
  readonly isAligned: boolean;
}

export const adsSchema = z.strictObject({
  tag: z
    .string()
    .max(MAX_TAG)
    .refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), {
      error: 'it must be an http or https URL',
    }),
  /** By default `start`. */
  at: z
    .union([z.literal(['start', 'end']), clipMomentSchema], {
      error: 'it must be "start", "end", seconds, as 12.5, or f and the number of a frame from 0, as "f300"',
    })
    .optional(),
  /** `exact`, the default, or `segment`. */
  cut: z.literal(['exact', 'segment']).optional(),
});

/** The ad tag of a checked claim. */
export function adTagOf({ tag, at = 'start', cut }: z.output<typeof adsSchema>): AdTag {
  return {
    url: tag,
    at: at === 'start' || at === 'end' ? at : clipMomentOf(at),
    isAligned: cut === 'segment',
  };
}
