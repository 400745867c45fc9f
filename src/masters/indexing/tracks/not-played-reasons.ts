/** Why a track is not played, as its description says it. */
import { OnplayError } from '../../../shared/errors.js';
import type { IgnoredTrack } from '../../../tracks/index.js';

export const ATTACHED_PICTURE = 'attached picture';
export const AUXILIARY = 'chapters or thumbnails';
export const BITMAP_TEXT = 'bitmaps of text can only be burned in';

/** The code of the error of a track that is announced and never sent. */
export const NO_FRAMES = 'master_duration_unsupported';

/** Whether an error is of one track, so that it costs no other. Not of one track is what a whole file is too complex for. */
export function isOfTrack(error: unknown): error is OnplayError {
  return (
    error instanceof OnplayError &&
    error.about === 'subject' &&
    error.code.startsWith('master_') &&
    error.code !== 'master_too_complex'
  );
}

/** The reason that an error of a track gives. */
export function notPlayedReason({ code, publicDetail }: OnplayError): string {
  if (code === NO_FRAMES) return 'it has no frames';
  return code === 'master_without_tracks' ? ATTACHED_PICTURE : publicDetail;
}

/** Whether a viewer may miss the track: not what belongs to another, as cover art, chapters and timecodes do. */
export function isMissed({ kind, reason }: IgnoredTrack): boolean {
  return kind !== 'data' && reason !== ATTACHED_PICTURE && reason !== AUXILIARY;
}
