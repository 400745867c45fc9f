import { burnedRendition, type Ladder, type TextSource } from '../../encoder/index.js';
import type { BurnText } from './burn-texts.js';

/**
 * The ladder with the text burned into all of its video, and not offered as text, which would be shown twice.
 * @param encodedVideo the video of the ladder with nothing passed through.
 */
export function burnedLadder(
  { ladder, encodedVideo }: { readonly ladder: Ladder; readonly encodedVideo: Ladder['video'] },
  text: BurnText,
  fontsId: string,
): Ladder {
  return {
    ...ladder,
    video: encodedVideo.map((rendition) => burnedRendition(rendition, text, fontsId)),
    text: ladder.text.filter(({ source }) => !isSame(source, text.source)),
  };
}

function isSame(a: TextSource, b: TextSource): boolean {
  if (a.kind === 'track') return b.kind === 'track' && a.trackId === b.trackId;
  return b.kind === 'sidecar' && a.name === b.name;
}
