/** The URLs that belong to an asset, from the manifests of a new session. */
import type { Origin } from '../../support/origin.js';
import { attributesOf, fetchPlaylist, manifestUrl, tagsNamed } from './manifests.js';

/** Absolute URLs, of the first variant and the first audio rendition. */
export interface AssetUrls {
  readonly hls: string;
  readonly dash: string;
  readonly playlist: string;
  readonly init: string;
  readonly segment: string;
  readonly audioPlaylist: string;
  readonly audioSegment: string;
}

export async function assetUrls(origin: Origin, asset: string): Promise<AssetUrls> {
  const hls = manifestUrl(origin, asset, 'm3u8');
  const manifest = await fetchPlaylist(hls);
  const playlist = new URL(tagsNamed(manifest, 'EXT-X-STREAM-INF')[0]?.uri ?? '', hls).href;
  const audioPlaylist = new URL(attributesOf(tagsNamed(manifest, 'EXT-X-MEDIA')[0]!).get('URI') ?? '', hls)
    .href;
  const segment = new URL('1.m4s', playlist).href;
  return {
    hls,
    dash: manifestUrl(origin, asset, 'mpd'),
    playlist,
    init: new URL('init.mp4', playlist).href,
    segment,
    audioPlaylist,
    audioSegment: new URL('1.m4s', audioPlaylist).href,
  };
}
