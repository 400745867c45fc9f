import { burnedRendition, type Ladder } from '../../encoder/index.js';
import type { TextTrack } from '../../tracks/index.js';

/**
 * The ladder with the track burned into all of its video, and not offered as text, which would be shown twice.
 * @param encodedVideo the video of the ladder with nothing passed through.
 */
export function burnedLadder(
  { ladder, encodedVideo }: { readonly ladder: Ladder; readonly encodedVideo: Ladder['video'] },
  track: TextTrack,
  fontsId: string,
): Ladder {
  return {
    ...ladder,
    video: encodedVideo.map((rendition) => burnedRendition(rendition, track, fontsId)),
    text: ladder.text.filter(({ source }) => !(source.kind === 'track' && source.trackId === track.id)),
  };
}
