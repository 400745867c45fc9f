/** Reads a DASH presentation as a player does. */
import { parse } from 'mpd-parser';
import { bytesOf } from './hls-client.js';
import type { Origin } from './origin.js';

export interface DashRepresentation {
  /** `Representation@id`. */
  readonly id: string;
  readonly bandwidth: number;
  readonly codecs: string;
  /** Undefined for audio. */
  readonly height: number | undefined;
  /** Absolute. */
  readonly init: string;
  readonly segments: readonly string[];
  /** Start of each segment on the presentation timeline and its duration, in seconds. */
  readonly starts: readonly number[];
  readonly durations: readonly number[];
}

export interface DashPresentation {
  /** In the order of the MPD; those for trick modes are not among them. */
  readonly video: readonly DashRepresentation[];
  readonly audio: readonly DashRepresentation[];
  /** `@mediaPresentationDuration`, in seconds. */
  readonly duration: number;
}

/** Fetches and parses the MPD of a new session. @throws Error on any warning of the parser */
export async function readDashPresentation(
  origin: Origin,
  asset: string,
  query = '',
): Promise<DashPresentation> {
  const url = new URL(`/${asset}.mpd?token=${origin.token(asset)}${query}`, origin.url).href;
  return parseDashPresentation((await bytesOf(url)).toString('utf8'), url);
}

/** Parses an MPD fetched from that absolute URL. */
export function parseDashPresentation(text: string, manifestUri: string): DashPresentation {
  const warnings: string[] = [];
  const eventHandler = ({ type, message }: { type: string; message: string }) => {
    warnings.push(`${type}: ${message}`);
  };
  const manifest = parse(text, { manifestUri, eventHandler }) as Manifest;
  if (warnings.length > 0) throw new Error(`mpd-parser: ${warnings.join('; ')}`);
  const languages = Object.values(manifest.mediaGroups.AUDIO['audio'] ?? {});
  return {
    // The parser knows no essential properties, and has them among the others.
    video: manifest.playlists.map(toRepresentation).filter(({ id }) => !id.endsWith('-trick')),
    audio: languages.flatMap(({ playlists }) => playlists.map(toRepresentation)),
    duration: manifest.duration,
  };
}

function toRepresentation({ attributes, segments }: Playlist): DashRepresentation {
  return {
    id: attributes.NAME,
    bandwidth: attributes.BANDWIDTH,
    codecs: attributes.CODECS,
    height: attributes.RESOLUTION?.height,
    init: segments[0]?.map.resolvedUri ?? '',
    segments: segments.map(({ resolvedUri }) => resolvedUri),
    starts: segments.map(({ presentationTime }) => presentationTime),
    durations: segments.map(({ duration }) => duration),
  };
}

/** The fields of mpd-parser's manifest that are used here. */
interface Manifest {
  readonly duration: number;
  readonly playlists: readonly Playlist[];
  readonly mediaGroups: { readonly AUDIO: Readonly<Record<string, Readonly<Record<string, AudioGroup>>>> };
}

interface AudioGroup {
  readonly playlists: readonly Playlist[];
}

interface Playlist {
  readonly attributes: {
    readonly NAME: string;
    readonly BANDWIDTH: number;
    readonly CODECS: string;
    readonly RESOLUTION?: { readonly height: number };
  };
  readonly segments: readonly {
    readonly resolvedUri: string;
    readonly presentationTime: number;
    readonly duration: number;
    readonly map: { readonly resolvedUri: string };
  }[];
}
