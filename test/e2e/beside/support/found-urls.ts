/** The URLs of what belongs to a film besides its moving picture, found as clients find them. */

import type { Origin } from '../../../support/origin.js';
import {
  attributesOf,
  fetchPlaylist,
  fetchText,
  manifestUrl,
  tagsNamed,
} from '../../conformance/manifests.js';

/** Every segment of every text in the HLS presentation. */
export async function textUrls(origin: Origin, asset: string): Promise<string[]> {
  const main = await fetchPlaylist(manifestUrl(origin, asset, 'm3u8'));
  const texts = tagsNamed(main, 'EXT-X-MEDIA')
    .map(attributesOf)
    .filter((attributes) => attributes.get('TYPE') === 'SUBTITLES');
  const playlists = texts.map((text) => fetchPlaylist(new URL(text.get('URI')!, main.url).href));
  return (await Promise.all(playlists)).flatMap((playlist) =>
    tagsNamed(playlist, 'EXTINF').map(({ uri = '' }) => new URL(uri, playlist.url).href),
  );
}

/** Every sheet of thumbnails that the storyboard names. */
export async function sheetUrls(origin: Origin, asset: string): Promise<string[]> {
  const url = pictureUrl(origin, asset, 'storyboard.vtt');
  const lines = (await fetchText(url)).split('\n').filter((line) => line.includes('#xywh='));
  return [...new Set(lines.map((line) => new URL(line.replace(/#.*/, ''), url).href))];
}

/** The URL of an image with a token. @param file as `frame.jpg`. @param query begins with `&`. */
export function pictureUrl(origin: Origin, asset: string, file: string, query = ''): string {
  return `${origin.url}/${asset}/${file}?token=${origin.token(asset)}${query}`;
}

/** The URL of a download. @param file its extension, and a query that begins with `&`. */
export function downloadUrl(origin: Origin, asset: string, extension: 'mp4' | 'm4a', query = ''): string {
  return `${origin.url}/${asset}.${extension}?token=${origin.token(asset, { download: true })}${query}`;
}
