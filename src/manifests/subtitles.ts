/** The text of a session in HLS: one group of subtitles, which all variants have. */
import type { Rendition, TextRendition } from '../encoder/index.js';
import type { SubtitlesMedia } from '../packager/index.js';
import type { OfferedRenditions } from './offered-renditions.js';

const GROUP = 'text';
/** Of text that also says what is heard (Apple's HLS authoring specification, 5.20). */
const FOR_THE_DEAF = [
  'public.accessibility.transcribes-spoken-dialog',
  'public.accessibility.describes-music-and-sound',
];

/** The group for EXT-X-STREAM-INF; undefined where there is no text. */
export function subtitlesGroupId({ text }: Pick<OfferedRenditions, 'text'>): string | undefined {
  return text.length > 0 ? GROUP : undefined;
}

/** @param uri of a rendition's media playlist. */
export function subtitlesOf(
  { text, shownText }: Pick<OfferedRenditions, 'text' | 'shownText'>,
  uri: (rendition: Rendition) => string,
): readonly SubtitlesMedia[] {
  return text.map((rendition: TextRendition) => ({
    groupId: GROUP,
    name: rendition.name,
    language: rendition.language,
    default: rendition === shownText,
    forced: rendition.forced,
    characteristics: rendition.sdh ? FOR_THE_DEAF : [],
    uri: uri(rendition),
  }));
}
