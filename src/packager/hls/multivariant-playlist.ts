import { definition, type Variable, VERSION_WITH_VARIABLES } from './date-range.js';
import { type Attribute, playlistText, quoted, tagWithAttributes, uriText } from './playlist-text.js';
import {
  type AudioMedia,
  audioTags,
  CAPTIONS_GROUP,
  type CaptionsMedia,
  captionsTags,
  isService,
  type SubtitlesMedia,
  subtitlesTags,
} from './rendition-tags.js';

/** For EXT-X-MEDIA the standard suggests version 4 but does not require it (RFC 8216 7). */
const VERSION = 4;
/** A value `SERVICE` of INSTREAM-ID requires it. */
const SERVICE_VERSION = 7;

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
  /** SUBTITLES: the group of its subtitles. */
  readonly subtitlesGroupId?: string;
}

/** EXT-X-SESSION-DATA: a file that says more of the presentation. */
export interface SessionData {
  /** DATA-ID (required): what it says, as a reverse domain name. */
  readonly dataId: string;
  /** URI: of JSON. */
  readonly uri: string;
}

/** Values of a multivariant playlist. */
export interface MultivariantPlaylist {
  /** EXT-X-DEFINE: for the media playlists, which import them; default none. */
  readonly variables?: readonly Variable[];
  readonly sessionData?: readonly SessionData[];
  readonly audio: readonly AudioMedia[];
  readonly subtitles?: readonly SubtitlesMedia[];
  /** Default none. */
  readonly captions?: readonly CaptionsMedia[];
  /** In order of preference: players start with the first. */
  readonly variants: readonly VariantStream[];
  readonly iFrames?: IFrameStream | undefined;
  readonly thumbnails?: ImageStream | undefined;
}

/** EXT-X-I-FRAME-STREAM-INF: I-frames of the video. */
export interface IFrameStream extends Pick<VariantStream, 'bandwidth' | 'averageBandwidth'> {
  /** URI (required): the I-frame playlist. */
  readonly uri: string;
  /** CODECS (RFC 6381). */
  readonly codecs: string;
  readonly video: Omit<VariantVideo, 'frameRate'>;
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
  const { variables = [], sessionData = [], audio, subtitles = [] } = playlist;
  const { captions = [], variants, iFrames, thumbnails } = playlist;
  const withVideoRange = variants.some(({ video }) => video !== undefined && video.range !== 'SDR');
  return playlistText([
    '#EXTM3U',
    `#EXT-X-VERSION:${versionOf(playlist)}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...variables.map(definition),
    ...sessionData.map(sessionDataTag),
    ...audioTags(audio),
    ...subtitlesTags(subtitles),
    ...captionsTags(captions),
    ...variants.flatMap((variant) => [
      streamInfTag(variant, { withVideoRange, withCaptions: captions.length > 0 }),
      uriText(variant.uri),
    ]),
    ...(iFrames ? [iFrameStreamTag(iFrames, withVideoRange)] : []),
    ...(thumbnails ? [imageStreamTag(thumbnails)] : []),
  ]);
}

function versionOf({ variables = [], captions = [] }: MultivariantPlaylist): number {
  if (variables.length > 0) return VERSION_WITH_VARIABLES;
  return captions.some(isService) ? SERVICE_VERSION : VERSION;
}

function iFrameStreamTag(stream: IFrameStream, withVideoRange: boolean): string {
  const { uri, bandwidth, averageBandwidth, codecs, video } = stream;
  return tagWithAttributes('#EXT-X-I-FRAME-STREAM-INF', [
    ['BANDWIDTH', Math.ceil(bandwidth)],
    ['AVERAGE-BANDWIDTH', Math.ceil(averageBandwidth)],
    ['CODECS', quoted(codecs)],
    ...videoAttributes(video, withVideoRange),
    ['URI', quoted(uriText(uri))],
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

/** What holds for all variants with video. */
interface OfAllVariants {
  readonly withVideoRange: boolean;
  readonly withCaptions: boolean;
}

function sessionDataTag({ dataId, uri }: SessionData): string {
  return tagWithAttributes('#EXT-X-SESSION-DATA', [
    ['DATA-ID', quoted(dataId)],
    ['URI', quoted(uriText(uri))],
  ]);
}

function streamInfTag(variant: VariantStream, { withVideoRange, withCaptions }: OfAllVariants): string {
  const { video, audioGroupId, subtitlesGroupId } = variant;
  return tagWithAttributes('#EXT-X-STREAM-INF', [
    ['BANDWIDTH', Math.ceil(variant.bandwidth)],
    ['AVERAGE-BANDWIDTH', Math.ceil(variant.averageBandwidth)],
    ['CODECS', quoted(variant.codecs.join(','))],
    ...(video === undefined ? [] : videoAttributes(video, withVideoRange)),
    ['AUDIO', audioGroupId === undefined ? undefined : quoted(audioGroupId)],
    ['SUBTITLES', subtitlesGroupId === undefined ? undefined : quoted(subtitlesGroupId)],
    // If one variant has NONE, all must (RFC 8216 4.3.4.2).
    ['CLOSED-CAPTIONS', withCaptions ? quoted(CAPTIONS_GROUP) : 'NONE'],
  ]);
}

function videoAttributes(
  { width, height, frameRate, range }: IFrameStream['video'] & Partial<VariantVideo>,
  withVideoRange: boolean,
): readonly Attribute[] {
  return [
    ['RESOLUTION', `${width}x${height}`],
    ['FRAME-RATE', frameRate && (frameRate.numerator / frameRate.denominator).toFixed(3)],
    ['VIDEO-RANGE', withVideoRange ? range : undefined],
  ];
}
