/** The marks of a token. */
import { writeMarks } from '../../shared/marks/granted-marks.js';
import type { Mark } from '../../shared/marks/mark.js';
import { marksOf, OverlayProblem } from '../../shared/marks/overlays-claim.js';
import type { OptionalClaims } from './token-claims.js';

/**
 * What the claim `overlays` has drawn; undefined for a token without it.
 * @param payload all claims of the token, of which texts may name any.
 * @throws OverlayProblem where it cannot be drawn, or not be in a grant.
 */
export function tokenMarks(
  { overlays }: Pick<OptionalClaims, 'overlays'>,
  payload: Readonly<Record<string, unknown>>,
): readonly Mark[] | undefined {
  if (overlays === undefined) return undefined;
  const marks = marksOf(overlays, payload);
  if (writeMarks(marks) === undefined)
    throw new OverlayProblem('overlays: all of them together are too long');
  return marks;
}
