/** The errors of rules for marks. */
import { OnplayError } from '../../shared/errors.js';

export function marksUnknown(): OnplayError {
  return new OnplayError('marks_unknown', { publicDetail: 'There is no rule for marks of this name.' });
}

export function marksFull(maximum: number): OnplayError {
  return new OnplayError('marks_full', {
    publicDetail: `There are ${maximum} rules for marks, and no more are held. Remove some: one for a tenant or a folder may name each viewer as {viewer}.`,
  });
}

export function marksUnreadable(cause: unknown): OnplayError {
  return new OnplayError('marks_unreadable', {
    publicDetail:
      'The rules for marks in the data folder (mark-rules.json) cannot be read, and no session is to be played without its marks. ' +
      'Restore the file. Without it the server starts, and has only the rules that other servers of its fleet still have: all other sessions are without their marks until you have put the rules again.',
    cause,
  });
}

/** @param name of the image. */
export function imageUnknown(name: string): OnplayError {
  return new OnplayError('body_invalid', {
    publicDetail: `overlays: this server has no image ${name} that may be drawn (ONPLAY_MARK_IMAGES).`,
  });
}
