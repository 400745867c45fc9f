/** Makes the tracks of an index from selected ones: checks them, and decodes a few samples of each. */

import { fulfilled } from '../../../shared/fulfilled.js';
import { type IgnoredTrack, withoutTracks } from '../../../tracks/index.js';
import { decodeAudioTracks } from './decode-audio-tracks.js';
import { decodeVideoTrack } from './decode-video-track.js';
import type { IndexedTracks } from './indexed-tracks.js';
import type { ReadTrack, TrackContext } from './read-track.js';
import { undecodableImage } from './select-tracks.js';

/**
 * Returns the tracks that can be decoded, each on its own timeline. Audio that cannot be is added to `unselected`.
 * @throws OnplayError with a `master_…` code when the video cannot be decoded, or nothing can.
 */
export async function decodeTracks(
  context: TrackContext,
  readVideo: ReadTrack | undefined,
  readAudio: readonly ReadTrack[],
  unselected: readonly IgnoredTrack[],
): Promise<IndexedTracks> {
  // Waits for both even if one fails: the caller closes the source when this settles.
  const [videoResult, audioResult] = await Promise.allSettled([
    readVideo && decodeVideoTrack(context, readVideo),
    decodeAudioTracks(context, readAudio),
  ]);
  const lostImage = readVideo && undecodableImage(readVideo.candidate, videoResult);
  const video = lostImage ? undefined : fulfilled(videoResult);
  const audioResults = fulfilled(audioResult);
  const audio = audioResults.flatMap((result) => ('track' in result ? [result.track] : []));
  const failures = audioResults.flatMap((result) => ('error' in result ? [result] : []));
  if (!video && audio.length === 0) throw failures[0]?.error ?? withoutTracks();
  const lost = failures.map((failure) => failure.ignored);
  const ignored = [...unselected, ...(lostImage ? [lostImage] : []), ...lost];
  return { ...(video ? { video } : {}), audio, ignored };
}
