/** The claim `pieces`: parts of an asset that are played one after another as one. */
import { z } from 'zod';
import { type ClipRange, clipMomentOf, clipMomentSchema } from '../clip.js';

/** Each has a grant of its own in manifests, and up to two segments that are encoded for it. */
export const MAX_PIECES = 100;

/** `[[start, end], …]`, in the order in which they are played; they may overlap, and one may be played again. */
export const piecesSchema = z
  .array(z.tuple([clipMomentSchema, clipMomentSchema]))
  .min(1)
  .max(MAX_PIECES);

/** The pieces of a checked claim. */
export function piecesOf(claim: z.output<typeof piecesSchema>): readonly ClipRange[] {
  return claim.map(([start, end]) => ({ start: clipMomentOf(start), end: clipMomentOf(end) }));
}
