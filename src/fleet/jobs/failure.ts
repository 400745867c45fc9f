/** Why a job failed, as it travels from the worker to the origin. */
import { z } from 'zod';
import { OnplayError, UNEXPECTED_DETAIL } from '../../shared/errors.js';
import type { FleetSeal } from '../fleet-seal.js';

const failureSchema = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9_]{1,60}$/),
  publicDetail: z.string().max(2000),
  about: z.enum(['subject', 'moment']),
  retryable: z.boolean(),
});

export type Failure = z.output<typeof failureSchema>;

/** The code of a failure that stays within the fleet: the job was not written by it. */
export const JOB_REFUSED = 'job_refused';

/** What BullMQ says of a job whose workers ended while they had it. */
const STALLED = /^job stalled more than/;

/** Whether a job failed because its workers ended. */
export function isOfLostWorkers(reason: string | undefined): boolean {
  return STALLED.test(reason ?? '');
}

/** The error without its cause, which only the worker's log has. */
export function failureOf({ code, publicDetail, about, retryable }: OnplayError): Failure {
  return { code, publicDetail: publicDetail.slice(0, 2000), about, retryable };
}

export function sealFailure(seal: FleetSeal, jobId: string, failure: Failure): string {
  return seal.seal('failure', jobId, failure);
}

/** The failure that the text of a failed job tells; undefined if no worker of this fleet has written it. */
export function openFailure(seal: FleetSeal, jobId: string, reason: string): Failure | undefined {
  if (isOfLostWorkers(reason)) return failureOf(workersLost());
  return seal.open('failure', jobId, reason, failureSchema);
}

/** @param isKnownCode of the table of problems: what a newer worker calls an error may not be in it. */
export function errorOf(failure: Failure, isKnownCode: (code: string) => boolean): OnplayError {
  const { code, ...options } = failure;
  if (isKnownCode(code)) return new OnplayError(code, options);
  return new OnplayError('internal_error', { ...options, publicDetail: UNEXPECTED_DETAIL });
}

/** The error of a segment whose encode has ended its workers each time. */
export function workersLost(): OnplayError {
  return new OnplayError('encode_failed', {
    publicDetail:
      'Each worker that encoded this segment ended before it was finished. The operator finds the job with `onplay jobs`.',
  });
}
