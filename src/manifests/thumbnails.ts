/** Thumbnails in manifests. */
import type { Presentation, Thumbnails } from '../assets/index.js';
import { type ImageStream, imagePlaylist, type ThumbnailAdaptationSet } from '../packager/index.js';
import { MEDIA_PLAYLIST_NAME, segmentFileName } from '../shared/media-url.js';
import { renditionFolder } from './media-urls.js';

/** An image of noise has no more bits than its samples in 4:2:0. */
const MAXIMUM_BITS_PER_PIXEL = 12;

/** In a DASH MPD; undefined where there are none. @param grant goes into the URLs. */
export function thumbnailSet(presentation: Presentation, grant: string): ThumbnailAdaptationSet | undefined {
  const thumbnails = presentation.thumbnails?.();
  if (!thumbnails) return undefined;
  const { rendition, key } = thumbnails;
  const { columns, rows } = rendition.grid;
  const folder = renditionFolder(presentation.asset, key, grant);
  return {
    contentType: 'image',
    id: rendition.id,
    ...{ columns, rows, width: columns * rendition.width, height: rows * rendition.height },
    ...{ bandwidth: maximumBandwidth(thumbnails), seconds: secondsOf(thumbnails) },
    media: folder + segmentFileName(key, '$Number$'),
  };
}

/** In an HLS multivariant playlist; undefined where there are none. @param grant goes into the URL. */
export function thumbnailStream(presentation: Presentation, grant: string): ImageStream | undefined {
  const thumbnails = presentation.thumbnails?.();
  if (!thumbnails) return undefined;
  const { rendition, key } = thumbnails;
  const { width, height } = rendition;
  const uri = renditionFolder(presentation.asset, key, grant) + MEDIA_PLAYLIST_NAME;
  return { uri, width, height, bandwidth: maximumBandwidth(thumbnails) };
}

/** The media playlist of thumbnails, the same for all sessions. */
export function thumbnailPlaylist(thumbnails: Thumbnails): string {
  const { rendition, key, sheets, seconds } = thumbnails;
  const { width, height, grid } = rendition;
  return imagePlaylist({
    ...{ width, height, columns: grid.columns, rows: grid.rows },
    ...{ thumbnailSeconds: grid.seconds, endSeconds: seconds },
    uris: Array.from({ length: sheets }, (_, sheet) => segmentFileName(key, sheet)),
  });
}

/** Of the video that a whole image stands for. */
function secondsOf({ rendition: { grid } }: Thumbnails): number {
  return grid.columns * grid.rows * grid.seconds;
}

function maximumBandwidth(thumbnails: Thumbnails): number {
  const { width, height, grid } = thumbnails.rendition;
  const pixels = width * height * grid.columns * grid.rows;
  return (pixels * MAXIMUM_BITS_PER_PIXEL) / secondsOf(thumbnails);
}
