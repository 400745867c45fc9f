/** Follows a DASH presentation as a player does. */
import { parse } from 'mpd-parser';
import { bytesOf } from './hls-client.js';
import type { Origin } from './origin.js';

export interface DashRepresentation {
  /** `Representation@id`. */
  readonly id: string;
  readonly bandwidth: number;
  readonly codecs: string;
  /** Absent for sound. */
  readonly height: number | undefined;
  /** Absolute. */
  readonly init: string;
  readonly segments: readonly string[];
  /** When each segment starts in the presentation and how long it is, in seconds. */
  readonly starts: readonly number[];
  readonly durations: readonly number[];
}

export interface DashPresentation {
  /** In the order of the MPD. */
  readonly video: readonly DashRepresentation[];
  readonly audio: readonly DashRepresentation[];
  /** `@mediaPresentationDuration`, in seconds. */
  readonly duration: number;
}

/** Reads the MPD of a new session. Whatever the parser complains about is an error. */
export async function readDashPresentation(
  origin: Origin,
  asset: string,
  query = '',
): Promise<DashPresentation> {
  const url = new URL(`/${asset}.mpd?token=${origin.token(asset)}${query}`, origin.url).href;
  return parseDashPresentation((await bytesOf(url)).toString('utf8'), url);
}

/** The presentation that an MPD from that absolute URL describes. */
export function parseDashPresentation(text: string, manifestUri: string): DashPresentation {
  const complaints: string[] = [];
  const eventHandler = ({ type, message }: { type: string; message: string }) => {
    complaints.push(`${type}: ${message}`);
  };
  const manifest = parse(text, { manifestUri, eventHandler }) as Manifest;
  if (complaints.length > 0) throw new Error(`mpd-parser: ${complaints.join('; ')}`);
  const languages = Object.values(manifest.mediaGroups.AUDIO['audio'] ?? {});
  return {
    video: manifest.playlists.map(toRepresentation),
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

/** The parts of mpd-parser's manifest that are used here. */
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
