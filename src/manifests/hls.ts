/** HLS playlists of a session. */

import type { Asset, Rendition } from '../assets/index.js';
import type { AudioRendition, VideoRendition } from '../encoder/index.js';
import {
  mediaPlaylist,
  multivariantPlaylist,
  targetDuration,
  type VariantStream,
} from '../packager/index.js';
import type { AdvertisedBandwidth } from './advertised-bandwidth.js';
import { INIT_NAME, MEDIA_PLAYLIST_NAME, renditionFolder, segmentFileName } from './media-urls.js';
import type { PresentedRenditions } from './presented-renditions.js';
import { segmentsOf, timelineOf, timescaleOf } from './timeline.js';

export type RateOf = (rendition: Rendition) => AdvertisedBandwidth;

/** The multivariant playlist: the variant to start with first, each with the sound that suits its rate. */
export function sessionPlaylist(
  asset: Asset,
  decision: PresentedRenditions,
  grant: string,
  rateOf: RateOf,
): string {
  const uri = (rendition: Rendition) => renditionFolder(asset, rendition, grant) + MEDIA_PLAYLIST_NAME;
  const groups = audioGroups(decision.audio);
  const variants =
    decision.video.length > 0
      ? decision.video.flatMap((video) =>
          groupsFor(video, asset, decision, groups).map((group) => videoVariant(video, group, uri, rateOf)),
        )
      : [...groups.values()].map((group) => audioVariant(group, uri, rateOf));
  const used = new Set(variants.map((variant) => variant.audioGroupId));
  return multivariantPlaylist({
    audio: [...groups.values()]
      .filter(({ id }) => used.has(id))
      .flatMap(({ id, members }) =>
        members.map((audio) => ({ ...mediaOf(audio), groupId: id, uri: uri(audio) })),
      ),
    variants,
  });
}

/** The tracks of one bitrate. */
interface AudioGroup {
  readonly id: string;
  readonly bitrate: number;
  readonly members: readonly AudioRendition[];
}

/** By bitrate, the highest first. */
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
 * The lowest rung of the ladder is for cellular networks and goes with the lowest sound (Apple 9.21), every other rung
 * with the best. Where the lowest is the session's only one, it goes with the best sound first.
 */
function groupsFor(
  video: VideoRendition,
  asset: Asset,
  decision: PresentedRenditions,
  groups: ReadonlyMap<number, AudioGroup>,
): readonly (AudioGroup | undefined)[] {
  const all = [...groups.values()];
  const [best, lowest] = [all[0], all.at(-1)];
  if (asset.ladder.video[0] !== video) return [best];
  return decision.video.length === 1 && best !== lowest ? [best, lowest] : [lowest];
}

function mediaOf({ name, language, default: isDefault, channels }: AudioRendition) {
  return { name, language, default: isDefault, channels };
}

function videoVariant(
  video: VideoRendition,
  group: AudioGroup | undefined,
  uri: (rendition: Rendition) => string,
  rateOf: RateOf,
): VariantStream {
  const sound = group ? loudest(group, rateOf) : { peak: 0, average: 0 };
  const { width, height, frameRate } = video;
  return {
    uri: uri(video),
    bandwidth: rateOf(video).peak + sound.peak,
    averageBandwidth: rateOf(video).average + sound.average,
    codecs: [...new Set([video.codecs, ...(group?.members ?? []).map(({ codecs }) => codecs)])],
    video: { width, height, frameRate, range: 'SDR' },
    ...(group ? { audioGroupId: group.id } : {}),
  };
}

function audioVariant(
  group: AudioGroup,
  uri: (rendition: Rendition) => string,
  rateOf: RateOf,
): VariantStream {
  const main = group.members.find((member) => member.default) ?? group.members[0]!;
  const { peak, average } = loudest(group, rateOf);
  return {
    uri: uri(main),
    bandwidth: peak,
    averageBandwidth: average,
    codecs: [main.codecs],
    audioGroupId: group.id,
  };
}

/** The highest rates of any member: a variant is declared for the largest sum of what can be played together. */
function loudest({ members }: AudioGroup, rateOf: RateOf): AdvertisedBandwidth {
  const rates = members.map(rateOf);
  return {
    peak: Math.max(...rates.map(({ peak }) => peak)),
    average: Math.max(...rates.map(({ average }) => average)),
  };
}

/** The media playlist of a rendition; it holds nothing of the session. */
export function renditionPlaylist(asset: Asset, rendition: Rendition): string {
  return mediaPlaylist({
    targetDuration: sharedTargetDuration(asset),
    timescale: timescaleOf(rendition),
    initUri: INIT_NAME,
    segments: Array.from(segmentsOf(timelineOf(asset, rendition)), ({ duration }, segment) => ({
      uri: segmentFileName(segment),
      duration,
    })),
  });
}

/** One for sound and pictures (Apple 8.2): a segment of sound may be half an AAC frame longer. */
function sharedTargetDuration(asset: Asset): number {
  const { video, audio } = asset.ladder;
  const first = [video[0], audio[0]].filter((rendition) => rendition !== undefined);
  const longest = first.map((rendition) => targetDuration(1, timelineOf(asset, rendition).seconds));
  return Math.max(asset.map.targetDuration, ...longest);
}
