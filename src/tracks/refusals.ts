/** Errors of masters that cannot be played, in words for the operator who stored them. */
import { OnplayError } from '../shared/errors.js';

function refusal(code: string, publicDetail: string, cause?: unknown): OnplayError {
  return new OnplayError(code, { publicDetail, cause });
}

export const damaged = (what: string, cause?: unknown): OnplayError =>
  refusal('master_damaged', `The file is damaged: ${what}. Export or upload it again.`, cause);

export const tooComplex = (what: string, cause?: unknown): OnplayError =>
  refusal(
    'master_too_complex',
    `The file is too complex: ${what}. Export it again with only the tracks to be played, and split it if it is very long.`,
    cause,
  );

export const truncated = (): OnplayError =>
  refusal(
    'master_truncated',
    'The file ends before its media does. Its upload was probably cut short: upload it again.',
  );

/** Of a master that grows: once more of it is there, it is played. */
export const recordingBegun = (): OnplayError =>
  new OnplayError('master_preparing', {
    publicDetail:
      'The master is being written and has too little to be played yet. Try again in a few seconds.',
    retryable: true,
  });

export const empty = (): OnplayError => refusal('master_empty', 'The file is empty. Upload it again.');

export const notMedia = (): OnplayError =>
  refusal('master_not_media', 'The file is not audio or video in a container that Onplay reads.');

export const stillImage = (): OnplayError =>
  refusal('master_still_image', 'The file is a still image. Onplay plays audio and video.');

export const playlist = (): OnplayError =>
  refusal('master_playlist', 'The file is a playlist or manifest. Store the media itself as the master.');

export const encrypted = (): OnplayError =>
  refusal('master_encrypted', 'The file is encrypted. Store an unencrypted master.');

export const codecUnsupported = (codec: string): OnplayError =>
  refusal(
    'master_codec_unsupported',
    `There is no decoder for its codec (${codec}). Convert the master first.`,
  );

/** Of audio in which no segment could begin. */
export const continuousAudio = (codec: string): OnplayError =>
  refusal(
    'master_codec_unsupported',
    `Its codec (${codec}) can be decoded from its beginning alone. Convert the audio first.`,
  );

/** @param what the unsupported property, such as `255 channels`. */
export const audioUnsupported = (what: string, cause?: unknown): OnplayError =>
  refusal(
    'master_audio_unsupported',
    `Its audio has ${what}, of which no stereo can be made. Export it with fewer channels and a usual sample rate.`,
    cause,
  );

export const dimensionsUnsupported = (): OnplayError =>
  refusal(
    'master_dimensions_unsupported',
    'The video is smaller than 2 or larger than 16384 pixels on a side.',
  );

export const durationUnsupported = (): OnplayError =>
  refusal('master_duration_unsupported', 'The duration is zero or longer than 24 hours.');

/** @param frames how many have to be decoded before one that is wanted. */
export const keyframesTooSparse = (frames: number): OnplayError =>
  refusal(
    'master_keyframes_too_sparse',
    `Up to ${frames} frames lie between two keyframes, too many of this size to decode for one segment. Export the master with a keyframe every few seconds.`,
  );

/** @param what the edit list does, such as `plays media backwards`. */
export const editListUnsupported = (what: string): OnplayError =>
  refusal('master_edit_list_unsupported', `Its edit list ${what}. Export the edited movie as a flat file.`);

export const externalMedia = (): OnplayError =>
  refusal('master_external_media', 'Its media is in other files. Export a self-contained movie.');

export const withoutTracks = (): OnplayError =>
  refusal('master_without_tracks', 'The file has no audio or video track that can be played.');

export const tooLargeToRemux = (): OnplayError =>
  refusal(
    'master_too_large_to_conform',
    'The file has to be copied before it can be played and is too large for that. Store it as MP4, MOV or Matroska.',
  );

/** Says nothing about the master: there may be disk space a minute later. */
export const copiesFull = (cause?: unknown): OnplayError =>
  new OnplayError('copies_full', {
    publicDetail:
      'The file has to be copied before it can be played, and there is no room for that at the moment. Try again in a minute.',
    retryable: true,
    about: 'moment',
    cause,
  });
