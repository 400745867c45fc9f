/** EXT-X-MEDIA (RFC 8216 4.3.4.1): what plays beside a variant stream. */
import { quoted, tagWithAttributes, uriText } from './playlist-text.js';

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

/** EXT-X-MEDIA: one rendition of a group of subtitles. */
export interface SubtitlesMedia {
  /** GROUP-ID (required). */
  readonly groupId: string;
  /** NAME (required): the name that players show, unique in its group. */
  readonly name: string;
  /** LANGUAGE: BCP 47; omitted for `und`. */
  readonly language: string;
  /** DEFAULT: the rendition to show unless the viewer chooses another; at most one in each group. */
  readonly default: boolean;
  /** FORCED: only what every viewer needs. */
  readonly forced: boolean;
  /** CHARACTERISTICS: uniform type identifiers, such as `public.accessibility.describes-music-and-sound`. */
  readonly characteristics: readonly string[];
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

/** GROUP-ID of the only group of captions. */
export const CAPTIONS_GROUP = 'captions';

/** Whether captions are a service of CEA-708. */
export function isService({ instreamId }: CaptionsMedia): boolean {
  return instreamId.startsWith('SERVICE');
}

/** A tag for each rendition. */
export function audioTags(audio: readonly AudioMedia[]): readonly string[] {
  return audio.map((media) => audioTag(media, isAutoselected(media, audio, isAlikeAudio)));
}

/** A tag for each rendition. */
export function subtitlesTags(subtitles: readonly SubtitlesMedia[]): readonly string[] {
  return subtitles.map((media) => subtitlesTag(media, isAutoselected(media, subtitles, isAlikeText)));
}

/** A tag for each. Their language is not known, so only one of them is AUTOSELECT (see `isAutoselected`). */
export function captionsTags(captions: readonly CaptionsMedia[]): readonly string[] {
  return captions.map((media) => captionsTag(media, media === captions[0]));
}

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

function subtitlesTag(media: SubtitlesMedia, autoselect: boolean): string {
  const { characteristics } = media;
  return tagWithAttributes('#EXT-X-MEDIA', [
    ['TYPE', 'SUBTITLES'],
    ['GROUP-ID', quoted(media.groupId)],
    ['NAME', quoted(media.name)],
    ['LANGUAGE', media.language === 'und' ? undefined : quoted(media.language)],
    ['DEFAULT', yesOrNo(media.default)],
    ['AUTOSELECT', yesOrNo(autoselect)],
    ['FORCED', yesOrNo(media.forced)],
    ['CHARACTERISTICS', characteristics.length === 0 ? undefined : quoted(characteristics.join(','))],
    ['URI', quoted(uriText(media.uri))],
  ]);
}

/**
 * AUTOSELECT=YES members of a group should differ in what players choose by (RFC 8216 4.3.4.1.1). Of those that are alike,
 * only the default one, or else the first, is AUTOSELECT.
 */
function isAutoselected<M extends { readonly groupId: string; readonly default: boolean }>(
  media: M,
  all: readonly M[],
  isAlike: (one: M, other: M) => boolean,
): boolean {
  const alike = all.filter((other) => other.groupId === media.groupId && isAlike(other, media));
  return media === (alike.find((other) => other.default) ?? alike[0]);
}

function isAlikeAudio(one: AudioMedia, other: AudioMedia): boolean {
  return one.language === other.language;
}

function isAlikeText(one: SubtitlesMedia, other: SubtitlesMedia): boolean {
  const isSamePurpose =
    one.forced === other.forced && String(one.characteristics) === String(other.characteristics);
  return one.language === other.language && isSamePurpose;
}

function yesOrNo(value: boolean): string {
  return value ? 'YES' : 'NO';
}
