/** The DASH manifest of a session. */

import { type Asset, type Rendition, variantOf } from '../assets/index.js';
import type { AudioRendition, VideoRendition } from '../encoder/index.js';
import { presentationSeconds } from '../masters/index.js';
import {
  type AdaptationSet,
  type AudioAdaptationSet,
  type DocumentPieces,
  mediaPresentationDescription,
  type SegmentTimeline,
  segmentTimeline,
  type VideoAdaptationSet,
} from '../packager/index.js';
import { INIT_NAME, segmentFileName } from '../shared/media-url.js';
import type { BandwidthOf } from './hls.js';
import { renditionFolder } from './media-urls.js';
import type { PresentedRenditions } from './presented-renditions.js';
import { segmentsOf, type Timeline, timelineOf, timescaleOf } from './timeline.js';

/** `@minBufferTime`: how much a player buffers before it starts. */
const MIN_BUFFER_SECONDS = 4;
/** `@mediaPresentationDuration` is written in microseconds. */
const DURATION_TIMESCALE = 1_000_000;

/**
 * The MPD: one adaptation set for the video and one for each audio track; representations in the decision's order.
 * @param grant goes into the media URLs.
 */
export function sessionDescription(
  asset: Asset,
  decision: PresentedRenditions,
  grant: string,
  bandwidthOf: BandwidthOf,
): DocumentPieces {
  const context = { asset, grant, bandwidthOf };
  const tracks = [...new Set(decision.audio.map(({ trackId }) => trackId))];
  const audio = tracks.map((id) => decision.audio.filter(({ trackId }) => trackId === id));
  const adaptationSets: AdaptationSet[] = [
    ...(decision.video.length > 0 ? [videoSet(context, decision.video)] : []),
    ...audio.map((renditions) => audioSet(context, renditions)),
  ];
  const ticks = Math.round(presentationSeconds(asset.index) * DURATION_TIMESCALE);
  return mediaPresentationDescription({
    duration: { ticks, timescale: DURATION_TIMESCALE },
    minBufferTime: MIN_BUFFER_SECONDS,
    adaptationSets,
  });
}

interface Context {
  readonly asset: Asset;
  readonly grant: string;
  readonly bandwidthOf: BandwidthOf;
}

function videoSet(context: Context, renditions: readonly VideoRendition[]): VideoAdaptationSet {
  return {
    contentType: 'video',
    role: 'main',
    ...timeline(context.asset, renditions[0]!),
    representations: renditions.map((rendition) => {
      const { width, height, frameRate } = rendition;
      return { ...representation(context, rendition), width, height, frameRate };
    }),
  };
}

function audioSet(context: Context, renditions: readonly AudioRendition[]): AudioAdaptationSet {
  const first = renditions[0]!;
  return {
    contentType: 'audio',
    role: first.default ? 'main' : 'alternate',
    language: first.language,
    label: first.name,
    channels: first.channels,
    ...timeline(context.asset, first),
    representations: renditions.map((rendition) => ({
      ...representation(context, rendition),
      sampleRate: rendition.sampleRate,
    })),
  };
}

function timeline(asset: Asset, rendition: Rendition) {
  const timeline = sharedTimeline(timelineOf(asset, rendition));
  return { timescale: timescaleOf(rendition), startNumber: 0, timeline };
}

/** By far the largest part of an MPD, and the same for every session; lives as long as the asset. */
const segmentTimelines = new WeakMap<Timeline, SegmentTimeline>();

/** Writes the timeline of a rendition ahead of the first MPD; does nothing where it is written. @returns whether it wrote. */
export function writeTimeline(asset: Asset, rendition: Rendition): boolean {
  const timeline = timelineOf(asset, rendition);
  if (segmentTimelines.has(timeline)) return false;
  sharedTimeline(timeline);
  return true;
}

function sharedTimeline(timeline: Timeline): SegmentTimeline {
  const shared = segmentTimelines.get(timeline) ?? segmentTimeline(segmentsOf(timeline));
  segmentTimelines.set(timeline, shared);
  return shared;
}

function representation({ asset, grant, bandwidthOf }: Context, rendition: Rendition) {
  const folder = renditionFolder(variantOf(asset, rendition), grant);
  return {
    id: rendition.id,
    bandwidth: bandwidthOf(rendition).peak,
    codecs: rendition.codecs,
    media: folder + segmentFileName('$Number$'),
    initialization: folder + INIT_NAME,
  };
}
