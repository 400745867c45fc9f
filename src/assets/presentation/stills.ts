import type { StillRendition, VideoRendition } from '../../encoder/index.js';
import type { ImageMark } from '../../shared/marks/mark.js';
import type { VideoTrack } from '../../tracks/index.js';
import type { Presentation } from './presentation.js';
import { lazyThumbnails } from './thumbnails.js';
import { lazyTrickPlay } from './trick-play.js';

interface PlayedVideo {
  /** The video of the ladder with nothing passed through. */
  readonly encodedVideo: readonly VideoRendition[];
  /** Of the asset; empty for none. */
  readonly logo: readonly ImageMark[];
  /** Whether text is burned into the video of the ladder. */
  readonly isBurned: boolean;
  readonly presentation: Pick<Presentation, 'ladder' | 'of'>;
  keyOf(rendition: StillRendition): string;
}

/** What is made of single frames of a whole film. Text that is burned in is not in them: without it trick play would show another film. */
export function presentStills(
  track: VideoTrack,
  { encodedVideo, logo, isBurned, presentation, keyOf }: PlayedVideo,
): Pick<Presentation, 'thumbnails' | 'trickPlay'> {
  const thumbnails = lazyThumbnails(track, logo, keyOf);
  if (isBurned) return { thumbnails };
  const { ladder, of } = presentation;
  const end = of(ladder.video[0]!).timeline.boundaries.at(-1)!;
  const peakOf = (rungId: string) => of(ladder.video.find(({ id }) => id === rungId)!).maximum.bandwidth.peak;
  return { thumbnails, trickPlay: lazyTrickPlay({ track, end, encodedVideo, keyOf, peakOf }) };
}
