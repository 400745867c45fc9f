/** What the headers of a coded picture say: all that decides where decoding may begin. */

/**
 * What can be decoded if decoding begins with this picture:
 * - `independent`: everything from it on;
 * - `open`: it, and what is presented after it. Leading pictures, which are decoded after and presented before it, may refer to
 *   earlier ones (an open GOP);
 * - `gradual`: what is presented after `recoveryFrames` more reference pictures (ITU-T H.264 D.2.8);
 * - `none`: nothing that is known of.
 */
export type RandomAccess = 'independent' | 'open' | 'gradual' | 'none';

export type PictureType = 'I' | 'P' | 'B';

export interface CodedPicture {
  readonly access: RandomAccess;
  /** Of `gradual`, else 0. */
  readonly recoveryFrames: number;
  /** Whether others may refer to it; true where that is not known. */
  readonly isReference: boolean;
  /** Of its first slice. */
  readonly type: PictureType;
}

/** A picture of a codec whose headers tell only whether it is a keyframe. */
export function keyOrNot(isKey: boolean): CodedPicture {
  return {
    access: isKey ? 'independent' : 'none',
    recoveryFrames: 0,
    isReference: true,
    type: isKey ? 'I' : 'P',
  };
}
