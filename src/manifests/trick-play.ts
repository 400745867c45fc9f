/** Trick play in manifests: I-frame playlists in HLS, a trick mode adaptation set in DASH. */
import { type Presentation, segmentsOf, type TrickPlay } from '../assets/index.js';
import type { VideoRendition } from '../encoder/index.js';
import { type IFrameStream, mediaPlaylist, type TrickModeSet } from '../packager/index.js';
import { inLowestTerms } from '../shared/fraction.js';
import { INIT_NAME, MEDIA_PLAYLIST_NAME, segmentFileName } from '../shared/media-url.js';
import type { BandwidthOf } from './advertised-bandwidth.js';
import { sharedTimeline } from './dash-timeline.js';
import { renditionFolder } from './media-urls.js';
import type { OfferedRenditions } from './offered-renditions.js';

/** In pixels of the shorter side. Larger frames would take longer to come than they are shown. */
const ENOUGH = 360;

/**
 * The trick play of a session: in the size of the largest rendition up to `ENOUGH` that it is offered, else of the smallest above, of those
 * that have one. A single one for all renditions: a player that scrubs has no time to switch.
 */
export function offeredTrickPlay(
  { trickPlay }: Presentation,
  { video }: Pick<OfferedRenditions, 'video'>,
): TrickPlay | undefined {
  const ascending = video.toSorted((a, b) => shorterSide(a) - shorterSide(b));
  const larger = ascending.filter((rendition) => shorterSide(rendition) > ENOUGH);
  const others = ascending.slice(0, ascending.length - larger.length).reverse();
  for (const { id } of [...others, ...larger]) {
    const offered = trickPlay?.(id);
    if (offered) return offered;
  }
  return undefined;
}

function shorterSide({ width, height }: VideoRendition): number {
  return Math.min(width, height);
}

/** Where trick play is in manifests. */
interface Place {
  readonly presentation: Presentation;
  /** Goes into the URLs. */
  readonly grant: string;
  readonly bandwidthOf: BandwidthOf;
}

/** In an HLS multivariant playlist. */
export function iFrameStream(trick: TrickPlay, place: Place): IFrameStream {
  const { codecs, width, height } = trick.rendition.encoding;
  const { peak, average } = place.bandwidthOf(trick);
  return {
    uri: folderOf(trick, place) + MEDIA_PLAYLIST_NAME,
    ...{ bandwidth: peak, averageBandwidth: average, codecs },
    video: { width, height, range: 'SDR' },
  };
}

/** The media playlist, the same for all sessions, and for all sizes. */
export function iFramePlaylist({ presented, targetDuration, rendition }: TrickPlay): string {
  const { timeline } = presented;
  return mediaPlaylist({
    ...{ type: 'VOD', isComplete: true, isOfIFrames: true, targetDuration },
    ...{ timescale: timeline.timescale, initUri: INIT_NAME },
    segments: Array.from(segmentsOf(timeline), ({ duration }, frame) => ({
      uri: segmentFileName(rendition.id, frame),
      duration,
    })),
  });
}

/** In a DASH MPD. @param videoSet `@id` of the adaptation set of the video. */
export function trickModeSet(trick: TrickPlay, videoSet: number, place: Place): TrickModeSet {
  const { rendition, presented } = trick;
  const { id, codecs, width, height, frameRate } = rendition.encoding;
  const { timescale, boundaries, seconds } = presented.timeline;
  const folder = folderOf(trick, place);
  const average = { numerator: seconds.length * timescale, denominator: boundaries.at(-1)! - boundaries[0]! };
  const faster = (frameRate.numerator * average.denominator) / (frameRate.denominator * average.numerator);
  return {
    ...{ trickModeFor: videoSet, maxPlayoutRate: Math.max(1, Math.floor(faster)) },
    ...{ timescale, startNumber: 0, timeline: sharedTimeline(presented.timeline) },
    representation: {
      ...{ id, codecs, width, height, frameRate: inLowestTerms(average) },
      bandwidth: place.bandwidthOf(trick).peak,
      initialization: folder + INIT_NAME,
      media: folder + segmentFileName(id, '$Number$'),
    },
  };
}

function folderOf({ presented }: TrickPlay, { presentation, grant }: Place): string {
  return renditionFolder(presentation.asset, presented.key, grant);
}
