/** Compares what a client says that it has sent with what the store has. Pure. */
import { OnplayError } from '../../shared/errors.js';
import type { UploadedPart } from '../../stores/index.js';
import { type PartPlan, partCount, partSize } from './part-plan.js';

/** A part as the client saw it stored. */
export interface GivenPart {
  /** From 1. */
  readonly number: number;
  /** The `ETag` of the answer, with or without its quotation marks. */
  readonly etag: string;
}

/** How many wrong parts are named. */
const MAX_NAMED = 10;

/**
 * All parts in their order, as the store has them.
 * @throws OnplayError `upload_parts_wrong` unless each is given once, stored, of its planned size, and has the entity tag that is given.
 */
export function orderedParts(
  plan: PartPlan,
  given: readonly GivenPart[],
  stored: readonly UploadedPart[],
): readonly UploadedPart[] {
  const tags = new Map(given.map(({ number, etag }) => [number, quoted(etag)]));
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  const numbers = Array.from({ length: partCount(plan) }, (_, i) => i + 1);
  const isRight = (number: number) => {
    const part = byNumber.get(number);
    return part?.size === partSize(plan, number) && part.entityTag === tags.get(number);
  };
  const wrong = numbers.filter((number) => !isRight(number));
  if (wrong.length > 0) throw partsWrong(wrong);
  if (given.length !== numbers.length) throw partsWrong([]);
  return numbers.flatMap((number) => byNumber.get(number) ?? []);
}

/** The parts of an upload that the store knows no more, by what a client says that it has sent. @throws as `orderedParts`. */
export function partsAsGiven(plan: PartPlan, given: readonly GivenPart[]): readonly UploadedPart[] {
  const sent = ({ number, etag }: GivenPart) => ({
    ...{ number, size: partSize(plan, number), entityTag: quoted(etag) },
  });
  return orderedParts(plan, given, given.map(sent));
}

function quoted(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`;
}

function partsWrong(numbers: readonly number[]): OnplayError {
  const which = numbers.length === 0 ? 'more than there are' : numbers.slice(0, MAX_NAMED).join(', ');
  return new OnplayError('upload_parts_wrong', {
    publicDetail: `These parts are missing, of another size, or have another ETag in the store: ${which}. Send them again, and complete the upload with all of its parts.`,
    about: 'moment',
  });
}
