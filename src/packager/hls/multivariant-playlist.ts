import { type Attribute, playlistText, quoted, tagWithAttributes, uriText } from './playlist-text.js';

/** For EXT-X-MEDIA the standard suggests version 4 but does not require it (RFC 8216 7). */
const VERSION = 4;
/** A value `SERVICE` of INSTREAM-ID requires it. */
const SERVICE_VERSION = 7;

/** EXT-X-MEDIA: one rendition of an audio group. */
export interface AudioMedia {
  /** GROUP-ID (required). */
  readonly groupId: string;
  /** NAME (required): the name that players show, unique in its group. */
  readonly name: string;
  /** LANGUAGE: BCP 47; omitted for `und`. */
  readonly language: string;
  /** DEFAULT: the rendition to play unless the viewer chooses another; one in each group. */
  readonly default: boolean;
  /** CHANNELS. */
  readonly channels: number;
  /** CHARACTERISTICS: whether it also says what is seen. */
  readonly description: boolean;
  /** URI: its media playlist. */
  readonly uri: string;
}

/** EXT-X-MEDIA: captions in the frames of all variants with video. */
export interface CaptionsMedia {
  /** NAME (required). */
  readonly name: string;
  /** INSTREAM-ID (required): `CC1` to `CC4`, or `SERVICE1` to `SERVICE63`. */
  readonly instreamId: string;
}

/** The video of a variant stream. */
interface VariantVideo {
  /** RESOLUTION, in pixels. */
  readonly width: number;
  readonly height: number;
  /** FRAME-RATE, in frames per second. */
  readonly frameRate: { readonly numerator: number; readonly denominator: number };
  /** VIDEO-RANGE: written for all variants if any of them is not SDR. */
  readonly range: 'SDR' | 'HLG' | 'PQ';
}

/** EXT-X-STREAM-INF: one variant stream. */
export interface VariantStream {
  /** The line after EXT-X-STREAM-INF (required): its media playlist. */
  readonly uri: string;
  /** BANDWIDTH (required): peak bit rate in bit/s, together with any rendition of its group; rounded up. */
  readonly bandwidth: number;
  /** AVERAGE-BANDWIDTH: average bit rate in bit/s, likewise. */
  readonly averageBandwidth: number;
  /** CODECS (RFC 6381): those of the variant and of the renditions of its group, without duplicates. */
  readonly codecs: readonly string[];
  /** Absent for an audio-only variant. */
  readonly video?: VariantVideo;
  /** AUDIO: the group of its audio renditions. */
  readonly audioGroupId?: string;
}

/** Values of a multivariant playlist. */
export interface MultivariantPlaylist {
  readonly audio: readonly AudioMedia[];
  /** Default none. */
  readonly captions?: readonly CaptionsMedia[];
  /** In order of preference: players start with the first. */
  readonly variants: readonly VariantStream[];
  readonly thumbnails?: ImageStream | undefined;
}

/** EXT-X-IMAGE-STREAM-INF: thumbnails of the video (HLS image media playlists, as Roku and Shaka read them). */
export interface ImageStream {
  /** URI (required): the image media playlist. */
  readonly uri: string;
  /** BANDWIDTH (required), in bit/s; rounded up. */
  readonly bandwidth: number;
  /** RESOLUTION of a thumbnail, in pixels. */
  readonly width: number;
  readonly height: number;
}

/** Writes a multivariant playlist, RFC 8216 4.3.4; VIDEO-RANGE is from its successor, draft-pantos-hls-rfc8216bis. */
export function multivariantPlaylist(playlist: MultivariantPlaylist): string {
  const { audio, captions = [], variants, thumbnails } = playlist;
  const withVideoRange = variants.some(({ video }) => video !== undefined && video.range !== 'SDR');
  return playlistText([
    '#EXTM3U',
    `#EXT-X-VERSION:${captions.some(isService) ? SERVICE_VERSION : VERSION}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...audio.map((media) => audioTag(media, isAutoselected(media, audio))),
    ...captions.map((media) => captionsTag(media, media === captions[0])),
    ...variants.flatMap((variant) => [
      streamInfTag(variant, { withVideoRange, withCaptions: captions.length > 0 }),
      uriText(variant.uri),
    ]),
    ...(thumbnails ? [imageStreamTag(thumbnails)] : []),
  ]);
}

/** GROUP-ID of the only group of captions. */
const CAPTIONS_GROUP = 'captions';

function isService({ instreamId }: CaptionsMedia): boolean {
  return instreamId.startsWith('SERVICE');
}

/** Their language is not known, so only one of them is AUTOSELECT (see `isAutoselected`). */
function captionsTag({ name, instreamId }: CaptionsMedia, autoselect: boolean): string {
  return tagWithAttributes('#EXT-X-MEDIA', [
    ['TYPE', 'CLOSED-CAPTIONS'],
    ['GROUP-ID', quoted(CAPTIONS_GROUP)],
    ['NAME', quoted(name)],
    ['DEFAULT', 'NO'],
    ['AUTOSELECT', yesOrNo(autoselect)],
    ['INSTREAM-ID', quoted(instreamId)],
  ]);
}

function imageStreamTag({ uri, bandwidth, width, height }: ImageStream): string {
  return tagWithAttributes('#EXT-X-IMAGE-STREAM-INF', [
    ['BANDWIDTH', Math.ceil(bandwidth)],
    ['RESOLUTION', `${width}x${height}`],
    ['CODECS', quoted('jpeg')],
    ['URI', quoted(uriText(uri))],
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
    ['CHARACTERISTICS', media.description ? quoted('public.accessibility.describes-video') : undefined],
    ['CHANNELS', quoted(String(media.channels))],
    ['URI', quoted(uriText(media.uri))],
  ]);
}

/**
 * AUTOSELECT=YES members of a group should differ in their language (RFC 8216 4.3.4.1.1). Of those with the same language,
 * only the default one, or else the first, is AUTOSELECT.
 */
function isAutoselected(media: AudioMedia, audio: readonly AudioMedia[]): boolean {
  const alike = audio.filter(
    ({ groupId, language }) => groupId === media.groupId && language === media.language,
  );
  return media === (alike.find((other) => other.default) ?? alike[0]);
}

/** What holds for all variants with video. */
interface OfAllVariants {
  readonly withVideoRange: boolean;
  readonly withCaptions: boolean;
}

function streamInfTag(variant: VariantStream, { withVideoRange, withCaptions }: OfAllVariants): string {
  const { video, audioGroupId } = variant;
  return tagWithAttributes('#EXT-X-STREAM-INF', [
    ['BANDWIDTH', Math.ceil(variant.bandwidth)],
    ['AVERAGE-BANDWIDTH', Math.ceil(variant.averageBandwidth)],
    ['CODECS', quoted(variant.codecs.join(','))],
    ...(video === undefined ? [] : videoAttributes(video, withVideoRange)),
    ['AUDIO', audioGroupId === undefined ? undefined : quoted(audioGroupId)],
    // If one variant has NONE, all must (RFC 8216 4.3.4.2).
    ['CLOSED-CAPTIONS', withCaptions ? quoted(CAPTIONS_GROUP) : 'NONE'],
  ]);
}

function videoAttributes(video: VariantVideo, withVideoRange: boolean): readonly Attribute[] {
  const { numerator, denominator } = video.frameRate;
  return [
    ['RESOLUTION', `${video.width}x${video.height}`],
    ['FRAME-RATE', (numerator / denominator).toFixed(3)],
    ['VIDEO-RANGE', withVideoRange ? video.range : undefined],
  ];
}

function yesOrNo(value: boolean): string {
  return value ? 'YES' : 'NO';
}
