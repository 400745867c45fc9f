/** The errors of masters that come and go. None names a path, a URL or an address. */
import { OnplayError } from '../shared/errors.js';

/** @returns `uploads_closed`. */
export function uploadsClosed(): OnplayError {
  return new OnplayError('uploads_closed', {
    publicDetail: 'This origin takes no uploads. Its operator has to set ONPLAY_UPLOADS=on.',
  });
}

/** @returns `imports_closed`. */
export function importsClosed(): OnplayError {
  return new OnplayError('imports_closed', {
    publicDetail: 'This origin copies no masters. Its operator has to name the hosts in ONPLAY_IMPORT_FROM.',
  });
}

/** @returns `upload_too_large`. */
export function uploadTooLarge(maxBytes: number): OnplayError {
  return new OnplayError('upload_too_large', {
    publicDetail: `An upload has at most ${maxBytes} bytes, and no more than it was created with.`,
  });
}

/** @returns `masters_read_only`. */
export function mastersReadOnly(): OnplayError {
  return new OnplayError('masters_read_only', {
    publicDetail: 'This origin only reads its masters. Its operator has to set ONPLAY_UPLOADS=on.',
  });
}

/** @returns `asset_unknown`. */
export function assetUnknown(): OnplayError {
  return new OnplayError('asset_unknown', { publicDetail: 'There is no master of this name.' });
}

/** @returns `presigning_unavailable`. */
export function presigningUnavailable(): OnplayError {
  return new OnplayError('presigning_unavailable', {
    publicDetail: 'The masters of this origin are in no bucket. Upload to /api/uploads.',
  });
}

/** @returns `asset_exists`. */
export function assetExists(): OnplayError {
  return new OnplayError('asset_exists', {
    publicDetail: 'There is a master of this name. Choose another name, or ask for it to be replaced.',
  });
}

/** @returns `asset_place_taken`: a directory of the asset's name cannot be made. */
export function placeTaken(cause?: unknown): OnplayError {
  return new OnplayError('asset_place_taken', {
    publicDetail:
      'No master can be stored under this name: something else is in its place. Choose another name.',
    cause,
  });
}

/** @returns `sidecar_without_master`. */
export function sidecarWithoutMaster(): OnplayError {
  return new OnplayError('sidecar_without_master', {
    publicDetail: 'There is no master that a file of this name would belong to. Upload the master first.',
  });
}

/** @returns `sidecar_name_invalid`. @param publicDetail the name, and what is wrong with it. */
export function sidecarNameInvalid(publicDetail: string): OnplayError {
  return new OnplayError('sidecar_name_invalid', { publicDetail: `${publicDetail}.` });
}

/** @returns `sidecar_refused`: it is not what its name says. @param publicDetail why, as a sentence. */
export function sidecarRefused(publicDetail: string): OnplayError {
  return new OnplayError('sidecar_refused', { publicDetail });
}

/** @returns `sidecar_unknown`. */
export function sidecarUnknown(): OnplayError {
  return new OnplayError('sidecar_unknown', {
    publicDetail: 'The master has no file of this name beside it.',
  });
}

/** @returns `media_type_unknown`. */
export function mediaTypeUnknown(): OnplayError {
  return new OnplayError('media_type_unknown', {
    publicDetail:
      'It is not known which kind of media file this is. Give the asset or the file a name with an extension, such as .mp4.',
  });
}

/** @returns `store_full`. */
export function storeFull(cause?: unknown): OnplayError {
  return new OnplayError('store_full', {
    publicDetail: 'There is no space for this master at the moment.',
    retryable: true,
    about: 'moment',
    cause,
  });
}

/** @returns what it means that the folder of the masters cannot be written: `store_full`, else `masters_unwritable`. */
export function writeFailure(error: unknown): OnplayError {
  if (error instanceof OnplayError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return storeFull(error);
  return new OnplayError('masters_unwritable', {
    publicDetail: 'The folder of the masters cannot be written. The operator finds the reason in the log.',
    about: 'moment',
    cause: error,
  });
}
