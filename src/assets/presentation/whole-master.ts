/** The presentation of a whole master, from its first sample to its last; of one that grows, as far as it is settled. */
import type { Ladder, Rendition } from '../../encoder/index.js';
import { AAC_FRAME_SAMPLES, audioFrameBoundaries, type SegmentMap } from '../../masters/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import { type Chapter, presentationSeconds } from '../../tracks/index.js';
import { bandwidthOf, type Maximum } from './bandwidth.js';
import { presentedChapters } from './chapters.js';
import { type CutMaster, maximumBits } from './maximum-bits.js';
import type { Presentation } from './presentation.js';
import { presentedCaptions } from './presented-captions.js';
import { PresentedRendition } from './presented-rendition.js';
import { type Timeline, timelineOf } from './timeline.js';

interface WholeMaster extends CutMaster {
  readonly id: AssetId;
  readonly ladder: Ladder;
  /** In the order of their starts, those of all languages; by default none. */
  readonly chapters?: readonly Chapter[];
  /** See `PresentedRendition`. */
  keyOf(rendition: Rendition): string;
}

export function presentWhole(master: WholeMaster): Presentation {
  const { id, index, map, ladder, chapters = [], keyOf } = master;
  const { targetDuration } = map;
  const seconds = map.isOpen ? map.boundaries.at(-1)! / map.timescale : presentationSeconds(index);
  const maximumOf = (rendition: Rendition, timeline: Timeline): Maximum => {
    const bits = maximumBits(master, rendition, timeline.seconds);
    return { bits, bandwidth: bandwidthOf(bits, timeline.seconds, targetDuration) };
  };
  // It follows from the timeline alone, and a film may have text in fifty languages.
  let ofText: Maximum | undefined;
  const present = (rendition: Rendition, timeline: Timeline) => {
    const measure = () => {
      if (rendition.kind !== 'text') return maximumOf(rendition, timeline);
      ofText ??= maximumOf(rendition, timeline);
      return ofText;
    };
    return [rendition, new PresentedRendition(keyOf(rendition), timeline, measure)] as const;
  };
  const video = videoTimeline(map, index.video?.start ?? 0);
  const audio = audioTimelines(map, ladder);
  const text = timelineOf(map.timescale, map.boundaries);
  const presented = new Map<Rendition, PresentedRendition>([
    ...ladder.video.map((rendition) => present(rendition, video)),
    ...ladder.audio.map((rendition) => present(rendition, audio.get(rendition.sampleRate)!)),
    ...ladder.text.map((rendition) => present(rendition, text)),
  ]);
  return {
    type: index.growth ? 'event' : 'vod',
    isComplete: !map.isOpen,
    asset: id,
    seconds,
    chapters: presentedChapters(chapters, seconds),
    targetDuration,
    ladder,
    captions: presentedCaptions(index.video),
    of: (rendition) => presented.get(rendition)!,
  };
}

/** @param start when the first frame is presented, in ticks. */
function videoTimeline({ timescale, boundaries, videoCount }: SegmentMap, start: number): Timeline {
  const own = boundaries.slice(0, videoCount + 1);
  own[0] = start;
  return timelineOf(timescale, own);
}

/** By sample rate. */
function audioTimelines(map: SegmentMap, { audio }: Ladder): ReadonlyMap<number, Timeline> {
  const rates = new Set(audio.map(({ sampleRate }) => sampleRate));
  return new Map(
    [...rates].map((rate) => {
      const boundaries = audioFrameBoundaries(map, rate).map((frame) => frame * AAC_FRAME_SAMPLES);
      return [rate, timelineOf(rate, boundaries)] as const;
    }),
  );
}
