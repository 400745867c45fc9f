/** HLS playlists: the multivariant playlist of a session, and the media playlist of a rendition. */

import { type Bandwidth, type Presentation, type PresentedCaptions, segmentsOf } from '../assets/index.js';
import type { AudioRendition, Rendition, VideoRendition } from '../encoder/index.js';
import { mediaPlaylist, multivariantPlaylist, type Variable, type VariantStream } from '../packager/index.js';
import {
  INIT_NAME,
  MEDIA_PLAYLIST_NAME,
  type SegmentName,
  segmentFileName,
  siblingFolder,
} from '../shared/media-url.js';
import type { BandwidthOf } from './advertised-bandwidth.js';
import { chapterData } from './chapters.js';
import { renditionFolder } from './media-urls.js';
import type { OfferedRenditions } from './offered-renditions.js';
import { subtitlesGroupId, subtitlesOf } from './subtitles.js';
import { thumbnailStream } from './thumbnails.js';
import { iFrameStream, offeredTrickPlay } from './trick-play.js';

/** EXT-X-PLAYLIST-TYPE (RFC 8216 4.3.3.5). */
const PLAYLIST_TYPES = { vod: 'VOD', event: 'EVENT' } as const;

interface PlaylistOptions {
  /** The URI of a rendition's media playlist, if that is another. */
  readonly uri?: (rendition: Rendition) => string;
  /** For the media playlists. */
  readonly variables?: readonly Variable[];
}

/**
 * The multivariant playlist: variants in the decision's order, each with the audio group that suits its bitrate.
 * @param grant goes into the URLs of the media playlists.
 */
export function sessionPlaylist(
  presentation: Presentation,
  decision: OfferedRenditions,
  grant: string,
  bandwidthOf: BandwidthOf,
  options: PlaylistOptions = {},
): string {
  const ownUri = (rendition: Rendition) =>
    renditionFolder(presentation.asset, presentation.of(rendition).key, grant) + MEDIA_PLAYLIST_NAME;
  const { uri = ownUri, variables = [] } = options;
  const groups = audioGroups(decision.audio);
  const text = textOf(decision, bandwidthOf);
  const streams =
    decision.video.length > 0
      ? decision.video.flatMap((video) =>
          groupsFor(video, presentation, decision, groups).map((group) =>
            videoVariant(video, group, uri, bandwidthOf),
          ),
        )
      : [...groups.values()].map((group) => audioVariant(group, decision, uri, bandwidthOf));
  const variants = streams.map((stream) => withText(stream, text));
  const trickPlay = offeredTrickPlay(presentation, decision);
  const used = new Set(variants.map((variant) => variant.audioGroupId));
  return multivariantPlaylist({
    variables,
    sessionData: chapterData(presentation),
    audio: [...groups.values()]
      .filter(({ id }) => used.has(id))
      .flatMap(({ id, members }) =>
        members.map((audio) => ({ ...mediaOf(audio, decision), groupId: id, uri: uri(audio) })),
      ),
    captions: decision.video.length > 0 ? presentation.captions.map(captionsOf) : [],
    subtitles: subtitlesOf(decision, uri),
    variants,
    iFrames: trickPlay && iFrameStream(trickPlay, { presentation, grant, bandwidthOf }),
    thumbnails: decision.video.length > 0 ? thumbnailStream(presentation, grant) : undefined,
  });
}

function captionsOf({ standard, number }: PresentedCaptions) {
  return standard === 'cea-608'
    ? { name: `CC${number}`, instreamId: `CC${number}` }
    : { name: `Captions ${number}`, instreamId: `SERVICE${number}` };
}

/** The renditions of all audio tracks at one bitrate, in bit/s. */
interface AudioGroup {
  readonly id: string;
  readonly bitrate: number;
  readonly members: readonly AudioRendition[];
}

/** Keyed by bitrate in bit/s, the highest first. */
function audioGroups(audio: readonly AudioRendition[]): ReadonlyMap<number, AudioGroup> {
  const bitrates = [...new Set(audio.map(({ bitrate }) => bitrate))].sort((a, b) => b - a);
  return new Map(
    bitrates.map((bitrate) => [
      bitrate,
      {
        id: `audio-${bitrate / 1000}k`,
        bitrate,
        members: audio.filter((member) => member.bitrate === bitrate),
      },
    ]),
  );
}

/**
 * The audio groups of a video rendition, one variant each. The lowest rung of the ladder is for cellular networks and gets
 * the lowest audio (Apple 9.21), every other rung the best. A lowest rung that is the session's only one gets the best
 * audio first, then the lowest.
 */
function groupsFor(
  video: VideoRendition,
  { ladder }: Presentation,
  decision: OfferedRenditions,
  groups: ReadonlyMap<number, AudioGroup>,
): readonly (AudioGroup | undefined)[] {
  const all = [...groups.values()];
  const [best, lowest] = [all[0], all.at(-1)];
  if (ladder.video[0] !== video) return [best];
  return decision.video.length === 1 && best !== lowest ? [best, lowest] : [lowest];
}

function mediaOf(
  { name, language, trackId, channels, description }: AudioRendition,
  { defaultAudio }: OfferedRenditions,
) {
  return { name, language, default: trackId === defaultAudio, channels, description: description === true };
}

function videoVariant(
  video: VideoRendition,
  group: AudioGroup | undefined,
  uri: (rendition: Rendition) => string,
  bandwidthOf: BandwidthOf,
): VariantStream {
  const audio = group ? highestBandwidth(group, bandwidthOf) : { peak: 0, average: 0 };
  const { width, height, frameRate } = video;
  return {
    uri: uri(video),
    bandwidth: bandwidthOf(video).peak + audio.peak,
    averageBandwidth: bandwidthOf(video).average + audio.average,
    codecs: [...new Set([video.codecs, ...(group?.members ?? []).map(({ codecs }) => codecs)])],
    video: { width, height, frameRate, range: 'SDR' },
    ...(group ? { audioGroupId: group.id } : {}),
  };
}

function audioVariant(
  group: AudioGroup,
  { defaultAudio }: OfferedRenditions,
  uri: (rendition: Rendition) => string,
  bandwidthOf: BandwidthOf,
): VariantStream {
  const main = group.members.find(({ trackId }) => trackId === defaultAudio) ?? group.members[0]!;
  const { peak, average } = highestBandwidth(group, bandwidthOf);
  return {
    uri: uri(main),
    bandwidth: peak,
    averageBandwidth: average,
    codecs: [main.codecs],
    audioGroupId: group.id,
  };
}

/** What all variants have in common. */
interface TextOfVariants extends Bandwidth {
  readonly groupId: string | undefined;
}

function textOf(decision: OfferedRenditions, bandwidthOf: BandwidthOf): TextOfVariants {
  const members = decision.text;
  const bandwidth = members.length > 0 ? highestBandwidth({ members }, bandwidthOf) : { peak: 0, average: 0 };
  return { groupId: subtitlesGroupId(decision), ...bandwidth };
}

function withText(variant: VariantStream, { groupId, peak, average }: TextOfVariants): VariantStream {
  if (groupId === undefined) return variant;
  return {
    ...variant,
    bandwidth: variant.bandwidth + peak,
    averageBandwidth: variant.averageBandwidth + average,
    subtitlesGroupId: groupId,
  };
}

/** The highest bandwidth of any member: a variant advertises the largest sum of renditions that can play together. */
function highestBandwidth(
  { members }: { readonly members: readonly Rendition[] },
  bandwidthOf: BandwidthOf,
): Bandwidth {
  const bandwidths = members.map(bandwidthOf);
  return {
    peak: Math.max(...bandwidths.map(({ peak }) => peak)),
    average: Math.max(...bandwidths.map(({ average }) => average)),
  };
}

/** The media playlist of a rendition, the same for all sessions; and for all renditions with this timeline that share no segments. */
export function renditionPlaylist(presentation: Presentation, rendition: Rendition): string {
  const { type, isComplete, targetDuration } = presentation;
  const { timeline } = presentation.of(rendition);
  const uriOf = (place: SegmentName) => {
    const { key, file } = fileAt(presentation, rendition, place);
    return (key === undefined ? '' : siblingFolder(key)) + file;
  };
  return mediaPlaylist({
    type: PLAYLIST_TYPES[type],
    isComplete,
    targetDuration,
    timescale: timeline.timescale,
    ...(rendition.kind !== 'text' && { initUri: uriOf('init') }),
    segments: Array.from(segmentsOf(timeline), ({ duration }, segment) => ({
      uri: uriOf(segment),
      duration,
    })),
  });
}

/** A segment, or the init segment, by its name in the directory of a rendition; the key of which is undefined for the rendition's own. */
export function fileAt(
  { sharedFileOf }: Presentation,
  rendition: Rendition,
  place: SegmentName,
): { readonly key: string | undefined; readonly file: string } {
  const { key, name } = sharedFileOf?.(rendition, place) ?? { key: undefined, name: place };
  return { key, file: name === 'init' ? INIT_NAME : segmentFileName(rendition.id, name) };
}
