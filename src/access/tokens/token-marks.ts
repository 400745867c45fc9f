/** The marks of a session: those of its token, and those that it has whatever its token says. */
import { OnplayError } from '../../shared/errors.js';
import { writeMarks } from '../../shared/marks/granted-marks.js';
import { isText, MAX_MARKS, type Mark } from '../../shared/marks/mark.js';
import { marksOf, type Overlay, OverlayProblem } from '../../shared/marks/overlays-claim.js';
import type { PlaybackScope } from './scope.js';
import type { OptionalClaims } from './token-claims.js';

/** All claims of a token, of which texts may name any. */
type Payload = Readonly<Record<string, unknown>>;

/** Overlays that a rule of the operator's asks for. */
export interface RequiredOverlays {
  /** Of the rule, for the log. */
  readonly name: string;
  readonly overlays: readonly Overlay[];
}

/** What rules ask for in the sessions of a token, in the same order at each call and on each server. */
export type FindRequiredOverlays = (
  session: Pick<PlaybackScope, 'asset' | 'viewer' | 'tenant'>,
) => readonly RequiredOverlays[];

/** As long as the hash of any image, which stands beside its name in a grant. */
const ANY_HASH = '0'.repeat(12);

/**
 * What the claim `overlays` has drawn; undefined for a token without it.
 * @throws OverlayProblem where it cannot be drawn, or not be in a grant.
 */
export function tokenMarks(
  { overlays }: Pick<OptionalClaims, 'overlays'>,
  payload: Payload,
): readonly Mark[] | undefined {
  if (overlays === undefined) return undefined;
  const marks = marksOf(overlays, payload);
  if (!fitGrants(marks)) throw new OverlayProblem('overlays: all of them together are too long');
  return marks;
}

/**
 * The marks of a token, and after them those of rules. Of several that are the same, one is drawn.
 * @param own of the token.
 * @throws OnplayError `marks_impossible` where not all of them can be drawn: the session is not played with some.
 */
export function withRequiredMarks(
  own: readonly Mark[] | undefined,
  required: readonly RequiredOverlays[],
  payload: Payload,
): readonly Mark[] | undefined {
  if (required.length === 0) return own;
  const all = [...(own ?? []), ...required.flatMap((rule) => marksOfRule(rule, payload))];
  const marks = [...new Map(all.map((mark) => [JSON.stringify(mark), mark])).values()];
  if (marks.length > MAX_MARKS) throw impossible(`With those of the token they are more than ${MAX_MARKS}.`);
  if (!fitGrants(marks)) throw impossible('All of them together are too long.');
  return marks;
}

/** Whether marks can be in a grant, which has a hash for each image. */
export function fitGrants(marks: readonly Mark[]): boolean {
  const written = marks.map((mark) =>
    isText(mark) ? mark : { ...mark, image: { name: mark.image.name, hash: ANY_HASH } },
  );
  return writeMarks(written) !== undefined;
}

function marksOfRule({ name, overlays }: RequiredOverlays, payload: Payload): readonly Mark[] {
  try {
    return marksOf(overlays, payload);
  } catch (error) {
    if (!(error instanceof OverlayProblem)) throw error;
    throw impossible(`${error.message}.`, new Error(`the rule ${name} for marks`, { cause: error }));
  }
}

function impossible(why: string, cause?: unknown): OnplayError {
  return new OnplayError('marks_impossible', {
    publicDetail: `The session must have marks that this server asks for, and cannot. ${why}`,
    cause,
  });
}
