/** An ad server that is asked, for each session, what is put into the programme: as a token or the JSON file beside a master names it. */
import { z } from 'zod';
import { type InsertPlace, insertPlaceMembers, insertPlaceOf } from '../sequence/insert-place.js';

/** A token has 4096 characters for all of its claims. */
const MAX_TAG = 2048;

/** Its place is that of the ads of VAST, which says nothing of it; breaks of VMAP are only aligned as it says. */
export interface AdTag extends InsertPlace {
  /** The URL of VAST or VMAP. May have macros. */
  readonly url: string;
}

export const adsSchema = z.strictObject({
  tag: z
    .string()
    .max(MAX_TAG)
    .refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), {
      error: 'it must be an http or https URL',
    }),
  /** By default `start`. */
  at: insertPlaceMembers.at.optional(),
  cut: insertPlaceMembers.cut,
});

/** As a token has it: `false` where no ad server is asked, whatever the JSON file says. */
export const adsClaimSchema = z.union([z.literal(false), adsSchema], {
  error: 'it must have a tag, which is an http or https URL, and may have at and cut; or be false',
});

/** The ad tag of checked members. */
export function adTagOf({ tag, at = 'start', cut }: z.output<typeof adsSchema>): AdTag {
  return { url: tag, ...insertPlaceOf({ at, cut }) };
}
