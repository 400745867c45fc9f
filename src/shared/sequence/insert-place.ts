/** Where something is put into a programme, as claims and the JSON file beside a master say it. */
import { z } from 'zod';
import { type ClipMoment, clipMomentOf, clipMomentSchema } from '../clip.js';

export interface InsertPlace {
  /** Before the first piece, behind the last one, or at a moment of the programme, which the piece that has it is cut at. */
  readonly at: 'start' | 'end' | ClipMoment;
  /** Whether it is put at the bound of a segment that is nearest to the moment, so that no segment is cut. */
  readonly isAligned: boolean;
}

/** The members of an object that say it. */
export const insertPlaceMembers = {
  at: z.union([z.literal(['start', 'end']), clipMomentSchema], {
    error: 'it must be "start", "end", seconds, as 12.5, or f and the number of a frame from 0, as "f300"',
  }),
  /** `exact`, the default, or `segment`. */
  cut: z.literal(['exact', 'segment']).optional(),
};

const checked = z.object(insertPlaceMembers);

/** The place of checked members. */
export function insertPlaceOf({ at, cut }: z.output<typeof checked>): InsertPlace {
  return { at: at === 'start' || at === 'end' ? at : clipMomentOf(at), isAligned: cut === 'segment' };
}
