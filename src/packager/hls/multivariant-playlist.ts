import { type Attribute, playlistText, quoted, tagWithAttributes, uriText } from './playlist-text.js';

/** EXT-X-MEDIA asks for no version but suggests 4, and nothing here needs more (RFC 8216 7). */
const VERSION = 4;

/** One rendition of an audio group. */
export interface AudioMedia {
  /** GROUP-ID (required). */
  readonly groupId: string;
  /** NAME (required): shown to people, unique in its group. */
  readonly name: string;
  /** LANGUAGE: BCP 47; left out for `und`. */
  readonly language: string;
  /** DEFAULT: the one to play unless the viewer chooses; one in each group. */
  readonly default: boolean;
  /** CHANNELS. */
  readonly channels: number;
  /** URI: its media playlist. */
  readonly uri: string;
}

/** The pictures of a variant stream. */
export interface VariantVideo {
  /** RESOLUTION, in pixels. */
  readonly width: number;
  readonly height: number;
  /** FRAME-RATE, frames per second. */
  readonly frameRate: { readonly numerator: number; readonly denominator: number };
  /** VIDEO-RANGE: written if any variant of the playlist is not SDR. */
  readonly range: 'SDR' | 'HLG' | 'PQ';
}

/** One variant stream. */
export interface VariantStream {
  /** The line after EXT-X-STREAM-INF (required): its media playlist. */
  readonly uri: string;
  /** BANDWIDTH (required): peak bit/s of it together with any rendition of its group. */
  readonly bandwidth: number;
  /** AVERAGE-BANDWIDTH: average bit/s, likewise. */
  readonly averageBandwidth: number;
  /** CODECS (RFC 6381): of it and of the renditions of its group, each once. */
  readonly codecs: readonly string[];
  /** Absent for a variant of sound alone. */
  readonly video?: VariantVideo;
  /** AUDIO: the group its sound comes from. */
  readonly audioGroupId?: string;
}

/** Values of a multivariant playlist. */
export interface MultivariantPlaylist {
  readonly audio: readonly AudioMedia[];
  /** In the order of preference: players start with the first. */
  readonly variants: readonly VariantStream[];
}

/** The text of a multivariant playlist, RFC 8216 4.3.4 and its successor draft. */
export function multivariantPlaylist({ audio, variants }: MultivariantPlaylist): string {
  const rangeMatters = variants.some(({ video }) => video !== undefined && video.range !== 'SDR');
  return playlistText([
    '#EXTM3U',
    `#EXT-X-VERSION:${VERSION}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...audio.map((media) => audioTag(media, isAutoselected(media, audio))),
    ...variants.flatMap((variant) => [streamInfTag(variant, rangeMatters), uriText(variant.uri)]),
  ]);
}

function audioTag(media: AudioMedia, autoselect: boolean): string {
  return tagWithAttributes('#EXT-X-MEDIA', [
    ['TYPE', 'AUDIO'],
    ['GROUP-ID', quoted(media.groupId)],
    ['NAME', quoted(media.name)],
    ['LANGUAGE', media.language === 'und' ? undefined : quoted(media.language)],
    ['DEFAULT', yesOrNo(media.default)],
    ['AUTOSELECT', yesOrNo(autoselect)],
    ['CHANNELS', quoted(String(media.channels))],
    ['URI', quoted(uriText(media.uri))],
  ]);
}

/**
 * AUTOSELECT=YES members of a group should differ in their language (RFC 8216 4.3.4.1.1): of those that share
 * one, a player may pick by itself only the default one, or else the first.
 */
function isAutoselected(media: AudioMedia, audio: readonly AudioMedia[]): boolean {
  const alike = audio.filter(
    ({ groupId, language }) => groupId === media.groupId && language === media.language,
  );
  return media === (alike.find((other) => other.default) ?? alike[0]);
}

function streamInfTag(variant: VariantStream, rangeMatters: boolean): string {
  const { video, audioGroupId } = variant;
  return tagWithAttributes('#EXT-X-STREAM-INF', [
    ['BANDWIDTH', Math.ceil(variant.bandwidth)],
    ['AVERAGE-BANDWIDTH', Math.ceil(variant.averageBandwidth)],
    ['CODECS', quoted(variant.codecs.join(','))],
    ...(video === undefined ? [] : videoAttributes(video, rangeMatters)),
    ['AUDIO', audioGroupId === undefined ? undefined : quoted(audioGroupId)],
    // Where one variant says NONE, all must (RFC 8216 4.3.4.2).
    ['CLOSED-CAPTIONS', 'NONE'],
  ]);
}

function videoAttributes(video: VariantVideo, rangeMatters: boolean): readonly Attribute[] {
  const { numerator, denominator } = video.frameRate;
  return [
    ['RESOLUTION', `${video.width}x${video.height}`],
    ['FRAME-RATE', (numerator / denominator).toFixed(3)],
    ['VIDEO-RANGE', rangeMatters ? video.range : undefined],
  ];
}

function yesOrNo(value: boolean): string {
  return value ? 'YES' : 'NO';
}
