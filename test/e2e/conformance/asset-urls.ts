/** The URLs of everything that belongs to an asset, as a new session is told them. */
import type { Origin } from '../../support/origin.js';
import { attributesOf, fetchPlaylist, manifestUrl, tagsNamed } from './manifests.js';

/** All absolute, of the first variant and the first sound. */
export interface AssetUrls {
  readonly hls: string;
  readonly dash: string;
  readonly playlist: string;
  readonly init: string;
  readonly segment: string;
  readonly sound: string;
  readonly soundSegment: string;
}

export async function assetUrls(origin: Origin, asset: string): Promise<AssetUrls> {
  const hls = manifestUrl(origin, asset, 'm3u8');
  const manifest = await fetchPlaylist(hls);
  const playlist = new URL(tagsNamed(manifest, 'EXT-X-STREAM-INF')[0]?.uri ?? '', hls).href;
  const sound = new URL(attributesOf(tagsNamed(manifest, 'EXT-X-MEDIA')[0]!).get('URI') ?? '', hls).href;
  const segment = new URL('1.m4s', playlist).href;
  return {
    hls,
    dash: manifestUrl(origin, asset, 'mpd'),
    playlist,
    init: new URL('init.mp4', playlist).href,
    segment,
    sound,
    soundSegment: new URL('1.m4s', sound).href,
  };
}
