/** How a file is cut into the parts that a store of objects takes (Amazon S3 User Guide, "Multipart upload limits"). Pure. */
import { OnplayError } from '../../shared/errors.js';
import { MAX_PARTS } from '../../stores/index.js';

const MEBIBYTE = 1024 * 1024;
/** But for the last one. */
const LEAST_PART_BYTES = 5 * MEBIBYTE;
const MOST_PART_BYTES = 5 * 1024 * MEBIBYTE;
/** Large enough for few requests, small enough to be sent again. */
const USUAL_PART_BYTES = 64 * MEBIBYTE;

export interface PartPlan {
  /** Of the file. */
  readonly bytes: number;
  /** Of each part but the last. */
  readonly partBytes: number;
}

/**
 * @param partBytes as the client asks for; by default as few as are usual and as many as needed.
 * @throws OnplayError `body_invalid` where so many parts of that size cannot be.
 */
export function planParts(bytes: number, partBytes?: number): PartPlan {
  const least = Math.max(LEAST_PART_BYTES, Math.ceil(bytes / MAX_PARTS));
  const chosen = partBytes ?? Math.max(USUAL_PART_BYTES, least);
  if (chosen >= least && chosen <= MOST_PART_BYTES) return { bytes, partBytes: chosen };
  throw new OnplayError('body_invalid', {
    publicDetail: `partBytes: for so many bytes, parts have ${least} to ${MOST_PART_BYTES} of them.`,
  });
}

/** How many parts there are, at least one. */
export function partCount({ bytes, partBytes }: PartPlan): number {
  return Math.ceil(bytes / partBytes);
}

/** In bytes. @param number of the part, from 1. */
export function partSize(plan: PartPlan, number: number): number {
  return Math.min(plan.partBytes, plan.bytes - (number - 1) * plan.partBytes);
}
