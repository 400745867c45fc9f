/** Everything of an asset: its manifests before and after any segment is produced, and every segment of every rendition. */
import { parseDashPresentation } from '../../support/dash-client.js';
import { bytesOf } from '../../support/hls-client.js';
import { inFlight } from '../../support/in-flight.js';
import type { Origin } from '../../support/origin.js';
import { type InitSegment, readInitSegment } from './init-segment.js';
import {
  attributesOf,
  fetchPlaylist,
  fetchText,
  manifestUrl,
  type Playlist,
  tagsNamed,
  tagValue,
} from './manifests.js';
import { type MediaSegment, readMediaSegment } from './media-segment.js';
import { type MpdElement, parseMpd } from './mpd-element.js';

export interface Manifests {
  readonly hls: Playlist;
  readonly variants: readonly Variant[];
  readonly audioRenditions: readonly AudioMedia[];
  readonly mpd: MpdElement;
  readonly mpdUrl: string;
  readonly mpdText: string;
}

/** `EXT-X-STREAM-INF` and its URI, absolute. */
export interface Variant {
  readonly attributes: ReadonlyMap<string, string>;
  readonly url: string;
}

/** `EXT-X-MEDIA` of an audio rendition, with its URI, absolute. */
export type AudioMedia = Variant;

export interface PlayedRendition {
  /** Its name in URLs, such as `v240-0123456789abcdef`. */
  readonly key: string;
  readonly kind: 'video' | 'audio';
  readonly playlist: Playlist;
  readonly targetDuration: number;
  /** EXTINF of each segment, in seconds. */
  readonly extinf: readonly number[];
  readonly initUrl: string;
  readonly segmentUrls: readonly string[];
  readonly initBytes: Buffer;
  readonly segmentBytes: readonly Buffer[];
  readonly init: InitSegment;
  readonly segments: readonly MediaSegment[];
}

export interface PlayedMaster {
  readonly asset: string;
  /** Path of the master file. */
  readonly path: string;
  readonly before: Manifests;
  readonly after: Manifests;
  /** Each rendition once, video first. */
  readonly renditions: readonly PlayedRendition[];
  /** Of each EXT-X-I-FRAME-STREAM-INF. */
  readonly iFrames: readonly PlayedRendition[];
}

/** Fetches everything. No client may have requested the asset before. */
export async function playMaster(origin: Origin, asset: string, path: string): Promise<PlayedMaster> {
  const before = await fetchManifests(origin, asset);
  const urls = new Set([...before.variants, ...before.audioRenditions].map(({ url }) => url));
  const renditions: PlayedRendition[] = [];
  for (const url of urls) renditions.push(await playRendition(url));
  const iFrames: PlayedRendition[] = [];
  for (const url of iFrameUrlsOf(before)) iFrames.push(await playRendition(url));
  renditions.sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'video' ? -1 : 1));
  return { asset, path, before, after: await fetchManifests(origin, asset), renditions, iFrames };
}

function iFrameUrlsOf({ hls }: Manifests): readonly string[] {
  const tags = tagsNamed(hls, 'EXT-X-I-FRAME-STREAM-INF');
  return tags.map((tag) => new URL(attributesOf(tag).get('URI')!, hls.url).href);
}

async function fetchManifests(origin: Origin, asset: string): Promise<Manifests> {
  const mpdUrl = manifestUrl(origin, asset, 'mpd');
  const hls = await fetchPlaylist(manifestUrl(origin, asset, 'm3u8'));
  const mpdText = await fetchText(mpdUrl);
  parseDashPresentation(mpdText, mpdUrl);
  return {
    hls,
    variants: tagsNamed(hls, 'EXT-X-STREAM-INF').map((tag) => ({
      attributes: attributesOf(tag),
      url: new URL(tag.uri ?? '', hls.url).href,
    })),
    audioRenditions: tagsNamed(hls, 'EXT-X-MEDIA').map((tag) => {
      const attributes = attributesOf(tag);
      return { attributes, url: new URL(attributes.get('URI') ?? '', hls.url).href };
    }),
    mpd: parseMpd(mpdText),
    mpdUrl,
    mpdText,
  };
}

async function playRendition(url: string): Promise<PlayedRendition> {
  const playlist = await fetchPlaylist(url);
  const absolute = (uri = '') => new URL(uri, url).href;
  const [map] = tagsNamed(playlist, 'EXT-X-MAP');
  const segments = tagsNamed(playlist, 'EXTINF');
  const initUrl = absolute(map && attributesOf(map).get('URI'));
  const segmentUrls = segments.map(({ uri }) => absolute(uri));
  const initBytes = await bytesOf(initUrl);
  const init = readInitSegment(initBytes);
  const segmentBytes = await inFlight(segmentUrls, bytesOf);
  return {
    key: keyOf(url),
    kind: init.handler === 'vide' ? 'video' : 'audio',
    playlist,
    targetDuration: Number(tagValue(playlist, 'EXT-X-TARGETDURATION')),
    extinf: segments.map(({ value }) => Number.parseFloat(value)),
    initUrl,
    segmentUrls,
    initBytes,
    segmentBytes,
    init,
    segments: segmentBytes.map((bytes) => readMediaSegment(bytes, init.defaults)),
  };
}

/** The name of a rendition, taken from one of its URLs. */
export function keyOf(url: string): string {
  return new URL(url).pathname.split('/').at(-2) ?? '';
}

/** The fetched rendition that a URL in a manifest belongs to. */
export function renditionAt({ renditions }: PlayedMaster, url: string): PlayedRendition {
  const found = renditions.find(({ key }) => key === keyOf(url));
  if (!found) throw new Error(`nothing was played of ${url}`);
  return found;
}

export function renditionsOf(
  { renditions }: PlayedMaster,
  kind: 'video' | 'audio',
): readonly PlayedRendition[] {
  return renditions.filter((rendition) => rendition.kind === kind);
}

/** Init segment and all segments, concatenated as a player appends them. */
export function joined({ initBytes, segmentBytes }: PlayedRendition): Buffer {
  return Buffer.concat([initBytes, ...segmentBytes]);
}
