/** The kinds of media that belong to a film besides its moving picture, each at a URL that edges cache. */
import { readPresentation } from '../../../support/hls-client.js';
import type { Origin } from '../../../support/origin.js';
import { patientExchange } from '../../conformance/exchange.js';
import { attributesOf, fetchPlaylist, manifestUrl, tagsNamed } from '../../conformance/manifests.js';
import { pictureUrl, sheetUrls, textUrls } from './found-urls.js';

export interface MediaKind {
  readonly what: string;
  readonly contentType: string;
  readonly isPlaylist?: true;
  /** A path after the grant, `film/t-en-77ab…/0.vtt`, as a client finds it. */
  readonly find: (origin: Origin) => Promise<string>;
}

const PLAYLIST = { contentType: 'application/vnd.apple.mpegurl', isPlaylist: true } as const;

/** Of the asset `film`, as `filmWithSidecars` has it, and of `subtitled`, as `subtitledMaster` has it. */
export const MEDIA_KINDS: readonly MediaKind[] = [
  {
    what: 'text',
    contentType: 'text/vtt',
    find: async (origin) => nameOf((await textUrls(origin, 'film'))[0]!),
  },
  {
    what: 'text of a long name',
    contentType: 'text/vtt',
    find: async (origin) => nameOf((await textUrls(origin, 'film')).find((url) => url.includes('/t-sl-'))!),
  },
  {
    what: 'a playlist of text',
    ...PLAYLIST,
    find: async (origin) => nameOf(new URL('media.m3u8', (await textUrls(origin, 'film')).at(-1)).href),
  },
  {
    what: 'a dub',
    contentType: 'audio/mp4',
    find: async (origin) => {
      const { audio } = await readPresentation(origin, 'film');
      const [, dub] = [...audio].find(([name]) => name.endsWith('/Spanish'))!;
      return nameOf(dub.segments[0]!);
    },
  },
  {
    what: 'video with burned-in text',
    contentType: 'video/mp4',
    find: async (origin) => {
      const { variants } = await readPresentation(origin, 'subtitled', '&burn=1&max_height=240');
      return nameOf(variants[0]!.segments.find((url) => url.includes('-b1-'))!);
    },
  },
  {
    what: 'a sheet of thumbnails',
    contentType: 'image/jpeg',
    find: async (origin) => nameOf((await sheetUrls(origin, 'film'))[0]!),
  },
  {
    what: 'a playlist of thumbnails',
    ...PLAYLIST,
    find: async (origin) => nameOf(await streamUrl(origin, 'EXT-X-IMAGE-STREAM-INF')),
  },
  {
    what: 'a frame for trick play',
    contentType: 'video/mp4',
    find: async (origin) =>
      nameOf(new URL('1.m4s', await streamUrl(origin, 'EXT-X-I-FRAME-STREAM-INF')).href),
  },
  {
    what: 'a playlist of I-frames',
    ...PLAYLIST,
    find: async (origin) => nameOf(await streamUrl(origin, 'EXT-X-I-FRAME-STREAM-INF')),
  },
  image('a poster', 'image/jpeg', 'poster.jpg'),
  image('a frame', 'image/webp', 'frame.webp', '&t=f30&width=320'),
  image('a preview', 'image/gif', 'preview.gif'),
];

/** The playlist that the only tag of this name has. */
async function streamUrl(origin: Origin, tag: string): Promise<string> {
  const main = await fetchPlaylist(manifestUrl(origin, 'film', 'm3u8'));
  const [stream] = tagsNamed(main, tag);
  return new URL(attributesOf(stream!).get('URI')!, main.url).href;
}

function image(what: string, contentType: string, file: string, query = ''): MediaKind {
  const find = async (origin: Origin) => {
    const url = pictureUrl(origin, 'film', file, query);
    const { headers } = await patientExchange(url);
    return nameOf(new URL(headers.get('content-location')!, url).href);
  };
  return { what, contentType, find };
}

/** The path after the grant. */
export function nameOf(url: string): string {
  return new URL(url).pathname.replace(/^\/-\/[^/]+\//, '');
}
