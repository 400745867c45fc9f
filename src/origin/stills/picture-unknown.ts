import { OnplayError } from '../../shared/errors.js';

/** Returns the error for a picture that an asset does not have. @param publicDetail why. */
export function pictureUnknown(publicDetail: string): OnplayError {
  return new OnplayError('picture_unknown', { publicDetail });
}

export const WITHOUT_COVER =
  'The asset has no video, no cover in it and no image beside it, so there is no poster.';
export const WITHOUT_VIDEO = 'The asset has no video, so there is no picture of it.';
