/** The DASH manifest of a session. */

import type { Asset, Rendition } from '../assets/index.js';
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
import type { RateOf } from './hls.js';
import { INIT_NAME, renditionFolder, segmentFileName } from './media-urls.js';
import type { PresentedRenditions } from './presented-renditions.js';
import { segmentsOf, type Timeline, timelineOf, timescaleOf } from './timeline.js';

/** Players may start when they hold this much, in seconds. */
const MIN_BUFFER_SECONDS = 4;
/** `@mediaPresentationDuration` is told to the microsecond. */
const DURATION_TIMESCALE = 1_000_000;

/** One adaptation set for the pictures and one for each sound track; representations in the decision's order. */
export function sessionDescription(
  asset: Asset,
  decision: PresentedRenditions,
  grant: string,
  rateOf: RateOf,
): DocumentPieces {
  const context = { asset, grant, rateOf };
  const tracks = [...new Set(decision.audio.map(({ trackId }) => trackId))];
  const sounds = tracks.map((id) => decision.audio.filter(({ trackId }) => trackId === id));
  const adaptationSets: AdaptationSet[] = [
    ...(decision.video.length > 0 ? [videoSet(context, decision.video)] : []),
    ...sounds.map((renditions) => audioSet(context, renditions)),
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
  readonly rateOf: RateOf;
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
  const timeline = writtenTimeline(timelineOf(asset, rendition));
  return { timescale: timescaleOf(rendition), startNumber: 0, timeline };
}

/** By far the largest part of a description, and the same for every session; kept as long as the asset is. */
const written = new WeakMap<Timeline, SegmentTimeline>();

function writtenTimeline(timeline: Timeline): SegmentTimeline {
  const known = written.get(timeline) ?? segmentTimeline(segmentsOf(timeline));
  written.set(timeline, known);
  return known;
}

function representation({ asset, grant, rateOf }: Context, rendition: Rendition) {
  const folder = renditionFolder(asset, rendition, grant);
  return {
    id: rendition.id,
    bandwidth: rateOf(rendition).peak,
    codecs: rendition.codecs,
    media: folder + segmentFileName('$Number$'),
    initialization: folder + INIT_NAME,
  };
}
