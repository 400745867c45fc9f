/** Parses the playlists that a viewer needs. Pure. */
import { Parser } from 'm3u8-parser';

export interface ChosenStreams {
  /** Absolute URLs of the media playlists; `audio` is absent if it is muxed with the video or there is none. */
  readonly video: string;
  readonly audio?: string;
}

export interface ListedSegment {
  /** Absolute. */
  readonly url: string;
  readonly startSeconds: number;
  readonly seconds: number;
}

export interface MediaList {
  /** Absolute; undefined if segments need none. */
  readonly init: string | undefined;
  readonly segments: readonly ListedSegment[];
  readonly durationSeconds: number;
}

/** The variant of that height, or the highest below it, with its default audio. @throws Error if there is none. */
export function chooseStreams(text: string, url: string, height: number): ChosenStreams {
  const { playlists = [], mediaGroups } = parse(text);
  const heightOf = (variant: Variant) => variant.attributes.RESOLUTION?.height ?? 0;
  const [chosen] = playlists
    .filter((variant) => heightOf(variant) <= height)
    .sort((a, b) => heightOf(b) - heightOf(a));
  if (!chosen) throw new Error(`no variant up to ${height}p`);
  const members = Object.values(mediaGroups?.AUDIO?.[chosen.attributes.AUDIO ?? ''] ?? {});
  const audio = (members.find((member) => member.default) ?? members[0])?.uri;
  return {
    video: new URL(chosen.uri, url).href,
    ...(audio !== undefined && { audio: new URL(audio, url).href }),
  };
}

/** The heights of all variants, in the playlist's order. */
export function listedHeights(text: string): number[] {
  return (parse(text).playlists ?? []).flatMap(({ attributes }) => attributes.RESOLUTION?.height ?? []);
}

export function readMediaList(text: string, url: string): MediaList {
  const { segments } = parse(text);
  let startSeconds = 0;
  const listed = segments.map(({ uri, duration }) => {
    const segment = { url: new URL(uri, url).href, startSeconds, seconds: duration };
    startSeconds += duration;
    return segment;
  });
  const init = segments[0]?.map?.uri;
  return {
    init: init === undefined ? undefined : new URL(init, url).href,
    segments: listed,
    durationSeconds: startSeconds,
  };
}

/** The number of the segment that contains this time; the last segment from the end on. */
export function segmentAt({ segments }: MediaList, seconds: number): number {
  const found = segments.findIndex(({ startSeconds, seconds: length }) => seconds < startSeconds + length);
  return found === -1 ? segments.length - 1 : found;
}

interface Variant {
  readonly uri: string;
  readonly attributes: { readonly AUDIO?: string; readonly RESOLUTION?: { readonly height: number } };
}

interface Parsed {
  readonly segments: readonly { uri: string; duration: number; map?: { uri: string } }[];
  readonly playlists?: readonly Variant[];
  readonly mediaGroups?: { AUDIO?: Record<string, Record<string, { uri?: string; default?: boolean }>> };
}

function parse(text: string): Parsed {
  const parser = new Parser();
  parser.push(text);
  parser.end();
  return parser.manifest as unknown as Parsed;
}
