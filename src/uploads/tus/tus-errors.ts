/** What the answers of the tus library mean. Its texts are not passed on: they may quote what the system said. */
import { OnplayError } from '../../shared/errors.js';
import { uploadTooLarge } from '../upload-errors.js';

/** @returns `upload_invalid`. */
export function uploadInvalid(publicDetail: string): OnplayError {
  return new OnplayError('upload_invalid', { publicDetail });
}

/** @returns `upload_unknown`. */
export function uploadUnknown(): OnplayError {
  return new OnplayError('upload_unknown', {
    publicDetail: 'There is no such upload, or its time is over. Create it again.',
  });
}

/** @returns `upload_busy`: another request writes to the same upload. */
export function uploadBusy(): OnplayError {
  return new OnplayError('upload_busy', {
    publicDetail: 'Another request writes to this upload. Ask for its offset, and go on from there.',
    retryable: true,
    about: 'moment',
  });
}

/** @returns `uploads_full`. */
export function uploadsFull(): OnplayError {
  return new OnplayError('uploads_full', {
    publicDetail: 'Too many uploads are unfinished. Finish or delete some, or try again later.',
    retryable: true,
    about: 'moment',
  });
}

/** The error for a status that the tus library answers with; undefined for one that it may answer with in earnest. */
export function errorOfStatus(status: number, maxBytes: number, cause: unknown): OnplayError | undefined {
  if (status < 400) return undefined;
  if (status === 404 || status === 410) return uploadUnknown();
  if (status === 413) return uploadTooLarge(maxBytes);
  if (status === 409)
    return new OnplayError('upload_offset_wrong', {
      publicDetail: 'This is not where the upload has to go on. Ask for its offset with HEAD.',
      about: 'moment',
    });
  // An extension that is not offered.
  if (status < 500 || status === 501)
    return uploadInvalid(
      'The request is not one of tus 1.0.0: `Tus-Resumable`, `Upload-Offset` or another header is missing or wrong.',
    );
  return new OnplayError('masters_unwritable', {
    publicDetail: 'The upload cannot be written at the moment. The operator finds the reason in the log.',
    about: 'moment',
    cause,
  });
}
