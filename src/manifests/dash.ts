/** The DASH manifest of a session. */

import type { Presentation } from '../assets/index.js';
import type {
  AudioRendition,
  MediaRendition,
  Rendition,
  TextRendition,
  VideoRendition,
} from '../encoder/index.js';
import {
  type AdaptationSet,
  type AudioAdaptationSet,
  type Callback,
  type CaptionsDescriptor,
  type DocumentPieces,
  mediaPresentationDescription,
  type Period,
  type TextAdaptationSet,
  type Ticks,
  type VideoAdaptationSet,
} from '../packager/index.js';
import type { AssetId } from '../shared/asset-id.js';
import { INIT_NAME, type SegmentName, segmentFileName } from '../shared/media-url.js';
import type { BandwidthOf } from './advertised-bandwidth.js';
import { isListed, sharedTimeline } from './dash-timeline.js';
import { mediaFolder, renditionFolder } from './media-urls.js';
import type { OfferedRenditions } from './offered-renditions.js';
import { thumbnailSet } from './thumbnails.js';
import { offeredTrickPlay, trickModeSet } from './trick-play.js';

/** `@minBufferTime`: how much a player buffers before it starts. */
const MIN_BUFFER_SECONDS = 4;
/** `@id` of the adaptation set of the video: it is the first. */
const VIDEO_SET = 0;
/** `@mediaPresentationDuration` is written in microseconds. */
const DURATION_TIMESCALE = 1_000_000;
/** `@type`. What grows is described as far as it is there: a player that is to see more requests the MPD again. */
const MPD_TYPES = { vod: 'static', event: 'static' } as const;

/**
 * The MPD: one adaptation set for the video and one for each audio track and each text; representations in the decision's order.
 * @param grant goes into the media URLs.
 */
export function sessionDescription(
  presentation: Presentation,
  decision: OfferedRenditions,
  grant: string,
  bandwidthOf: BandwidthOf,
): DocumentPieces {
  return mediaPresentationDescription({
    type: MPD_TYPES[presentation.type],
    duration: timeOf(presentation.seconds),
    minBufferTime: MIN_BUFFER_SECONDS,
    periods: [periodOf({ presentation, grant, bandwidthOf, from: presentation.asset }, decision, 0)],
  });
}

/** What is played in one period of several. */
interface PeriodSource extends Context {
  readonly decision: OfferedRenditions;
  readonly callbacks: readonly Callback[];
}

/** The MPD of parts that are played one after another, each in a period. */
export function periodsDescription(parts: readonly PeriodSource[]): DocumentPieces {
  let start = 0;
  const periods = parts.map(({ decision, callbacks, ...context }) => {
    const period = { ...periodOf(context, decision, start), callbacks };
    start += context.presentation.seconds;
    return period;
  });
  return mediaPresentationDescription({
    ...{ type: MPD_TYPES.vod, duration: timeOf(start), minBufferTime: MIN_BUFFER_SECONDS, periods },
  });
}

function timeOf(seconds: number): Ticks {
  return { ticks: Math.round(seconds * DURATION_TIMESCALE), timescale: DURATION_TIMESCALE };
}

/** @param start in seconds. */
function periodOf(context: Context, decision: OfferedRenditions, start: number): Period {
  const { presentation, grant } = context;
  // The one to play is the first: players that take the role of the video for that of its audio go by the order.
  const isPlayed = ({ trackId }: AudioRendition) => trackId === decision.defaultAudio;
  const ordered = [...decision.audio].sort((a, b) => Number(isPlayed(b)) - Number(isPlayed(a)));
  const tracks = [...new Set(ordered.map(({ trackId }) => trackId))];
  const audio = tracks.map((id) => decision.audio.filter(({ trackId }) => trackId === id));
  const adaptationSets: AdaptationSet[] = [
    ...(decision.video.length > 0 ? [videoSet(context, decision.video)] : []),
    ...audio.map((renditions) => audioSet(context, renditions, decision)),
    ...decision.text.map((rendition) => textSet(context, rendition, rendition === decision.shownText)),
  ];
  const trickPlay = offeredTrickPlay(presentation, decision);
  return {
    start: timeOf(start),
    adaptationSets,
    trickMode: trickPlay && trickModeSet(trickPlay, VIDEO_SET, context),
    thumbnails: decision.video.length > 0 ? thumbnailSet(presentation, grant) : undefined,
  };
}

interface Context {
  readonly presentation: Presentation;
  /** Goes into the URLs of the media. */
  readonly grant: string;
  readonly bandwidthOf: BandwidthOf;
  /** The asset of the manifest, which the URLs are relative to. */
  readonly from: AssetId;
  /** `Representation@id`; default that of the rendition. */
  readonly idOf?: (rendition: Rendition) => string;
  readonly mediaOf?: MediaOf | undefined;
}

/** The URL of a segment, relative to the manifest, where it is not its place in the media; else undefined. */
export type MediaOf = (rendition: Rendition, segment: number | '$Number$') => string | undefined;

function videoSet(context: Context, renditions: readonly VideoRendition[]): VideoAdaptationSet {
  return {
    contentType: 'video',
    role: 'main',
    captions: captionsOf(context.presentation),
    ...timeline(context, renditions[0]!),
    representations: renditions.map((rendition) => {
      const { width, height, frameRate } = rendition;
      return { ...representation(context, rendition), width, height, frameRate };
    }),
  };
}

/** One descriptor of each standard, for all of its captions. */
function captionsOf({ captions }: Presentation): CaptionsDescriptor[] {
  const standards = [...new Set(captions.map(({ standard }) => standard))];
  return standards.map((standard) => ({
    standard,
    numbers: captions.filter((each) => each.standard === standard).map(({ number }) => number),
  }));
}

function audioSet(
  context: Context,
  renditions: readonly AudioRendition[],
  { defaultAudio }: OfferedRenditions,
): AudioAdaptationSet {
  const first = renditions[0]!;
  return {
    contentType: 'audio',
    role: first.trackId === defaultAudio ? 'main' : secondaryRole(first),
    description: first.description === true,
    language: first.language,
    label: first.name,
    channels: first.channels,
    ...timeline(context, first),
    representations: renditions.map((rendition) => ({
      ...representation(context, rendition),
      sampleRate: rendition.sampleRate,
    })),
  };
}

function secondaryRole({ sidecar, description }: AudioRendition): 'dub' | 'alternate' {
  return sidecar && !description ? 'dub' : 'alternate';
}

function textSet(context: Context, rendition: TextRendition, isShown: boolean): TextAdaptationSet {
  const purpose = rendition.sdh ? 'caption' : 'subtitle';
  return {
    contentType: 'text',
    roles: [rendition.forced ? 'forced-subtitle' : purpose, ...(isShown ? (['main'] as const) : [])],
    isForHardOfHearing: rendition.sdh,
    language: rendition.language,
    label: rendition.name,
    ...timeline(context, rendition),
    representations: [segments(context, rendition)],
  };
}

function timeline({ presentation }: Context, rendition: Rendition) {
  const { timeline } = presentation.of(rendition);
  const { timescale } = timeline;
  // Text has the times of a clip, not of its media: dash.js takes the times of cues as they are.
  const start = rendition.kind === 'text' ? 0 : (presentation.start ?? 0);
  return {
    timescale,
    startNumber: 0,
    presentationTimeOffset: Math.round(start * timescale),
    timeline: sharedTimeline(timeline, isListed(presentation, rendition)),
  };
}

function representation(context: Context, rendition: MediaRendition) {
  const { presentation, grant, from, mediaOf } = context;
  const { codecs } = rendition;
  const common = segments(context, rendition);
  if (!isListed(presentation, rendition))
    return { ...common, codecs, initialization: folderOf(context, rendition) + INIT_NAME };
  const { seconds } = presentation.of(rendition).timeline;
  const { id, bandwidth } = common;
  if (mediaOf?.(rendition, 0) !== undefined)
    return {
      ...{ id, bandwidth, codecs },
      initialization: mediaFolder(presentation.asset, grant, from) + fileOf(presentation, rendition, 'init'),
      media: Array.from(seconds, (_, segment) => mediaOf(rendition, segment)!),
    };
  return {
    ...{ id, bandwidth, codecs },
    // With its grant, it would be by far the longest part of each of some thousand URLs.
    baseUrl: mediaFolder(presentation.asset, grant, from),
    initialization: fileOf(presentation, rendition, 'init'),
    media: Array.from(seconds, (_, segment) => fileOf(presentation, rendition, segment)),
  };
}

/** A segment, or the init segment, which is of this rendition or of another: relative to the asset's media. */
function fileOf(presentation: Presentation, rendition: Rendition, place: SegmentName): string {
  const own = { key: presentation.of(rendition).key, name: place };
  const { key, name } = presentation.sharedFileOf?.(rendition, place) ?? own;
  const file = name === 'init' ? INIT_NAME : segmentFileName(rendition.id, name);
  return `${key}/${file}`;
}

function segments(context: Context, rendition: Rendition) {
  return {
    id: context.idOf?.(rendition) ?? rendition.id,
    bandwidth: context.bandwidthOf(rendition).peak,
    media:
      context.mediaOf?.(rendition, '$Number$') ??
      folderOf(context, rendition) + segmentFileName(rendition.id, '$Number$'),
  };
}

function folderOf({ presentation, grant, from }: Context, rendition: Rendition): string {
  return renditionFolder(presentation.asset, presentation.of(rendition).key, grant, from);
}
