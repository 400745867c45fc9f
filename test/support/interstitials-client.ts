/** Reads the interstitials of a session in HLS, as players do. */
import { bytesOf } from './hls-client.js';

export interface Interstitial {
  /** Of its date range, as they are written, without quotes. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Where the list is, absolute. */
  readonly list: string;
  readonly assets: readonly { readonly URI: string; readonly DURATION: number }[];
}

/** Where the media playlists are that a multivariant playlist names, absolute. @param url of it. */
export async function mediaPlaylistsOf(url: string): Promise<readonly string[]> {
  const text = (await bytesOf(url)).toString('utf8');
  const found = [...text.matchAll(/^#EXT-X-MEDIA:.*URI="([^"]+)"|^(?!#)(.+)$/gm)];
  return [...new Set(found.map(([, media, variant]) => new URL((media ?? variant)!, url).href))];
}

/** @param url of a multivariant playlist: those of its first variant. */
export async function interstitialsOf(url: string): Promise<readonly Interstitial[]> {
  const text = (await bytesOf(url)).toString('utf8');
  const [variant = ''] = /^(?!#).+$/m.exec(text) ?? [];
  const playlist = new URL(variant, url).href;
  return Promise.all(
    dateRangesOf((await bytesOf(playlist)).toString('utf8')).map(async (attributes) => {
      const list = new URL(attributes['X-ASSET-LIST']!, playlist).href;
      const { ASSETS: assets } = JSON.parse((await bytesOf(list)).toString('utf8')) as {
        ASSETS: Interstitial['assets'];
      };
      return { attributes, list, assets };
    }),
  );
}

/** The attributes of the date ranges of interstitials. */
export function dateRangesOf(playlist: string): readonly Readonly<Record<string, string>>[] {
  const lines = playlist.split('\n').filter((line) => line.startsWith('#EXT-X-DATERANGE:'));
  return lines
    .map((line) =>
      Object.fromEntries(
        [...line.matchAll(/([A-Z-]+)=(?:"([^"]*)"|([^,]*))/g)].map(([, name, text, value]) => [
          name!,
          text ?? value!,
        ]),
      ),
    )
    .filter((range) => range['CLASS'] === 'com.apple.hls.interstitial');
}
