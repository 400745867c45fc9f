import { playlistText, tagWithAttributes, uriText } from './playlist-text.js';

/** Decimals in EXTINF require version 3 (RFC 8216 7). */
const VERSION = 3;

/** Values of an image media playlist, all of whose images have a grid of thumbnails. */
interface ImagePlaylist {
  /** The lines after EXT-X-TILES, relative to the playlist, in order. */
  readonly uris: readonly string[];
  /** RESOLUTION of a thumbnail, in pixels. */
  readonly width: number;
  readonly height: number;
  /** LAYOUT. */
  readonly columns: number;
  readonly rows: number;
  /** DURATION: how many seconds a thumbnail stands for. */
  readonly thumbnailSeconds: number;
  /** The end of the video, where the last image ends. */
  readonly endSeconds: number;
}

/** Writes an image media playlist of type VOD: EXT-X-IMAGES-ONLY, and EXT-X-TILES for each image (HLS image media playlists 0.4). */
export function imagePlaylist(playlist: ImagePlaylist): string {
  const { uris, width, height, columns, rows, thumbnailSeconds, endSeconds } = playlist;
  const whole = columns * rows * thumbnailSeconds;
  const tiles = tagWithAttributes('#EXT-X-TILES', [
    ['RESOLUTION', `${width}x${height}`],
    ['LAYOUT', `${columns}x${rows}`],
    ['DURATION', thumbnailSeconds],
  ]);
  return playlistText([
    '#EXTM3U',
    `#EXT-X-VERSION:${VERSION}`,
    `#EXT-X-TARGETDURATION:${Math.ceil(whole)}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-IMAGES-ONLY',
    ...uris.flatMap((uri, n) => [
      `#EXTINF:${Math.min(whole, endSeconds - n * whole).toFixed(6)},`,
      tiles,
      uriText(uri),
    ]),
    '#EXT-X-ENDLIST',
  ]);
}
