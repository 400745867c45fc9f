/** Reads what is played in several parts, one after another, as players do: by HLS and by DASH. */
import { Parser } from 'm3u8-parser';
import { parse } from 'mpd-parser';
import { bytesOf } from './hls-client.js';

/** Segments with one init segment. */
export interface PartUrls {
  /** Absolute. */
  readonly init: string;
  readonly segments: readonly string[];
  /** In seconds. */
  readonly durations: readonly number[];
  /** When each segment begins on the timeline of the presentation, in seconds. */
  readonly starts: readonly number[];
}

export interface RenditionParts {
  /** Undefined of audio and text. */
  readonly height: number | undefined;
  readonly codecs: string | undefined;
  readonly parts: readonly PartUrls[];
}

export interface SequenceUrls {
  /** From the lowest to the highest. */
  readonly video: readonly RenditionParts[];
  readonly audio: readonly RenditionParts[];
  readonly text: readonly RenditionParts[];
}

/** @param url of a multivariant playlist. */
export async function readHlsParts(url: string): Promise<SequenceUrls> {
  const { playlists = [], mediaGroups = {} } = await playlistOf(url);
  const read = async (uri: string, attributes: Partial<Playlist['attributes']> = {}) => ({
    height: attributes.RESOLUTION?.height,
    codecs: attributes.CODECS,
    parts: await readParts(new URL(uri, url).href),
  });
  const membersOf = (kind: 'AUDIO' | 'SUBTITLES') =>
    Object.values(mediaGroups[kind] ?? {}).flatMap((group) =>
      Object.values(group).flatMap(({ uri }) => (uri ? [read(uri)] : [])),
    );
  const video = await Promise.all(playlists.map(({ uri, attributes }) => read(uri, attributes)));
  return {
    video: ascending(video),
    audio: await Promise.all(membersOf('AUDIO')),
    text: await Promise.all(membersOf('SUBTITLES')),
  };
}

/** @param url of an MPD. */
export async function readDashParts(url: string): Promise<Omit<SequenceUrls, 'text'>> {
  const text = (await bytesOf(url)).toString('utf8');
  const warnings: string[] = [];
  const eventHandler = ({ type, message }: { type: string; message: string }) => {
    if (type !== 'info') warnings.push(`${type}: ${message}`);
  };
  const { playlists, mediaGroups } = parse(text, { manifestUri: url, eventHandler }) as DashManifest;
  if (warnings.length > 0) throw new Error(`mpd-parser: ${warnings.join('; ')}`);
  const read = ({ attributes, segments }: DashPlaylist) => ({
    height: attributes.RESOLUTION?.height,
    codecs: attributes.CODECS,
    parts: partsOf(
      segments.map(({ resolvedUri, map, duration, presentationTime, timeline }) => ({
        ...{ uri: resolvedUri, init: map.resolvedUri, duration, start: presentationTime, part: timeline },
      })),
    ),
  });
  const audio = Object.values(mediaGroups.AUDIO['audio'] ?? {}).flatMap((group) => group.playlists);
  return { video: ascending(together(playlists).map(read)), audio: together(audio).map(read) };
}

/** The parser joins the periods of a representation only if they have one `BaseURL`. */
function together(playlists: readonly DashPlaylist[]): readonly DashPlaylist[] {
  return [...Map.groupBy(playlists, ({ attributes }) => attributes.NAME).values()].map((same) => ({
    ...same[0]!,
    segments: same.flatMap(({ segments }) => segments).toSorted((a, b) => a.timeline - b.timeline),
  }));
}

function ascending(video: readonly RenditionParts[]): readonly RenditionParts[] {
  return video.toSorted((a, b) => (a.height ?? 0) - (b.height ?? 0));
}

async function readParts(playlist: string): Promise<readonly PartUrls[]> {
  const { segments } = await playlistOf(playlist);
  const absolute = (uri = '') => (uri ? new URL(uri, playlist).href : '');
  let start = 0;
  return partsOf(
    segments.map(({ uri, duration, map, timeline }) => {
      const segment = { uri: absolute(uri), init: absolute(map?.uri), duration, start, part: timeline };
      start += duration;
      return segment;
    }),
  );
}

interface Segment {
  readonly uri: string;
  readonly init: string;
  readonly duration: number;
  readonly start: number;
  /** The number of discontinuities before it, or that of its period. */
  readonly part: number;
}

function partsOf(segments: readonly Segment[]): readonly PartUrls[] {
  return [...Map.groupBy(segments, ({ part }) => part).values()].map((all) => ({
    init: all[0]!.init,
    segments: all.map(({ uri }) => uri),
    durations: all.map(({ duration }) => duration),
    starts: all.map(({ start }) => start),
  }));
}

async function playlistOf(url: string): Promise<Playlists> {
  const parser = new Parser();
  parser.push((await bytesOf(url)).toString('utf8'));
  parser.end();
  return parser.manifest as unknown as Playlists;
}

/** The fields of m3u8-parser's manifests that are used here. */
interface Playlists {
  readonly segments: readonly {
    readonly uri: string;
    readonly duration: number;
    readonly timeline: number;
    readonly map?: { readonly uri: string };
  }[];
  readonly playlists?: readonly Playlist[];
  readonly mediaGroups?: Partial<
    Record<'AUDIO' | 'SUBTITLES', Record<string, Record<string, { readonly uri?: string }>>>
  >;
}

interface Playlist {
  readonly uri: string;
  readonly attributes: { readonly CODECS: string; readonly RESOLUTION?: { readonly height: number } };
}

/** And those of mpd-parser's. */
interface DashManifest {
  readonly playlists: readonly DashPlaylist[];
  readonly mediaGroups: {
    readonly AUDIO: Readonly<
      Record<string, Readonly<Record<string, { readonly playlists: DashPlaylist[] }>>>
    >;
  };
}

interface DashPlaylist {
  readonly attributes: {
    readonly NAME: string;
    readonly CODECS: string;
    readonly RESOLUTION?: { readonly height: number };
  };
  readonly segments: readonly {
    readonly resolvedUri: string;
    readonly map: { readonly resolvedUri: string };
    readonly duration: number;
    readonly presentationTime: number;
    readonly timeline: number;
  }[];
}
