/** Reads an HLS presentation as a player does, and concatenates its segments. */
import { Parser } from 'm3u8-parser';
import type { Origin } from './origin.js';
import { patientFetch } from './patient-fetch.js';

export interface RenditionUrls {
  /** Absolute. */
  readonly playlist: string;
  readonly init: string;
  readonly segments: readonly string[];
  /** EXTINF of each segment, in seconds. */
  readonly durations: readonly number[];
  readonly targetDuration: number;
}

export interface VariantUrls extends RenditionUrls {
  readonly height: number | undefined;
  readonly bandwidth: number;
  readonly averageBandwidth: number;
  readonly codecs: string;
}

export interface Presentation {
  /** In the order of the multivariant playlist. */
  readonly variants: readonly VariantUrls[];
  /** By group and name: `audio-128k/English`. */
  readonly audio: ReadonlyMap<string, RenditionUrls>;
}

/** Reads the multivariant playlist and every media playlist. */
export async function readPresentation(origin: Origin, asset: string, query = ''): Promise<Presentation> {
  const url = new URL(`/${asset}.m3u8?token=${origin.token(asset)}${query}`, origin.url).href;
  const manifest = parse(await textOf(url));
  const variants = (manifest.playlists ?? []).map(async (variant) => {
    const { attributes, uri } = variant;
    return {
      ...(await readRendition(new URL(uri, url).href)),
      height: attributes.RESOLUTION?.height,
      bandwidth: attributes.BANDWIDTH,
      averageBandwidth: Number(attributes['AVERAGE-BANDWIDTH']),
      codecs: attributes.CODECS,
    };
  });
  const audio = new Map<string, RenditionUrls>();
  for (const [group, members] of Object.entries(manifest.mediaGroups?.AUDIO ?? {})) {
    for (const [name, member] of Object.entries(members)) {
      if (member.uri) audio.set(`${group}/${name}`, await readRendition(new URL(member.uri, url).href));
    }
  }
  return { variants: await Promise.all(variants), audio };
}

export async function readRendition(playlist: string): Promise<RenditionUrls> {
  const { segments, targetDuration } = parse(await textOf(playlist));
  const absolute = (uri: string) => new URL(uri, playlist).href;
  return {
    playlist,
    init: absolute(segments[0]?.map?.uri ?? ''),
    segments: segments.map(({ uri }) => absolute(uri)),
    durations: segments.map(({ duration }) => duration),
    targetDuration,
  };
}

/** The body at a URL. Retries while the server answers 503 with `Retry-After`. @throws Error unless the status is 200 */
export async function bytesOf(url: string): Promise<Buffer> {
  const response = await patientFetch(url);
  const body = Buffer.from(await response.arrayBuffer());
  if (response.status !== 200)
    throw new Error(`${response.status} for ${url}: ${body.toString('utf8').slice(0, 500)}`);
  return body;
}

/** Init segment and all segments, concatenated in playback order; fetched in the given order, by default the same. */
export async function joinRendition(rendition: RenditionUrls, order?: readonly number[]): Promise<Buffer> {
  const segments: Buffer[] = [];
  for (const segment of order ?? rendition.segments.map((_, i) => i)) {
    segments[segment] = await bytesOf(rendition.segments[segment]!);
  }
  return Buffer.concat([await bytesOf(rendition.init), ...segments]);
}

async function textOf(url: string): Promise<string> {
  return (await bytesOf(url)).toString('utf8');
}

interface Manifest {
  readonly targetDuration: number;
  readonly segments: readonly { uri: string; duration: number; map?: { uri: string } }[];
  readonly playlists?: readonly {
    uri: string;
    attributes: {
      BANDWIDTH: number;
      'AVERAGE-BANDWIDTH'?: string;
      CODECS: string;
      RESOLUTION?: { width: number; height: number };
    };
  }[];
  readonly mediaGroups?: { AUDIO?: Record<string, Record<string, { uri?: string }>> };
}

function parse(text: string): Manifest {
  const parser = new Parser();
  parser.push(text);
  parser.end();
  return parser.manifest as unknown as Manifest;
}
