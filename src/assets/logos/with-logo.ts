/** What has the logo of an asset: its video, none of which is then passed through, and images of its frames. */
import type { ImageRendition, VideoRendition } from '../../encoder/index.js';
import type { ImageMark } from '../../shared/marks/mark.js';
import type { Cut } from '../cut-master.js';

/** @param logo empty for none. */
export function withLogo<C extends Pick<Cut, 'ladder' | 'encodedVideo'>>(
  cut: C,
  logo: readonly ImageMark[],
): C {
  if (logo.length === 0) return cut;
  const video = cut.encodedVideo.map((rendition): VideoRendition => ({ ...rendition, logo }));
  return { ...cut, ladder: { ...cut.ladder, video }, encodedVideo: video };
}

/** Posters that are made of a file, and not of a frame, are as they are. @param logo empty for none. */
export function imageWithLogo<R extends ImageRendition>(rendition: R, logo: readonly ImageMark[]): R {
  return logo.length === 0 || rendition.file ? rendition : { ...rendition, logo };
}
