/** The presentation of a clip: that of the whole, from the clip's first frame on, in segments of which most are those of the whole. */
import { type Ladder, type Rendition, trimmedRendition } from '../../encoder/index.js';
import { AAC_FRAME_SAMPLES, audioFrameBoundaries, type SegmentMap } from '../../masters/index.js';
import type { ClipFrames } from '../../shared/clip.js';
import type { SegmentName } from '../../shared/media-url.js';
import type { Asset } from '../asset.js';
import { bandwidthOf, type Maximum } from '../presentation/bandwidth.js';
import type { PresentedChapter } from '../presentation/chapters.js';
import { maximumBits } from '../presentation/maximum-bits.js';
import type { Presentation, SegmentFile } from '../presentation/presentation.js';
import { PresentedRendition } from '../presentation/presented-rendition.js';
import { type Timeline, timelineOf } from '../presentation/timeline.js';
import { clipMap } from './clip-map.js';
import type { ClipSegment } from './clip-segments.js';

interface ClipParts {
  readonly whole: Asset;
  readonly segments: readonly ClipSegment[];
  readonly map: SegmentMap;
  readonly ladder: Ladder;
  /** The rendition of the whole for each of the ladder. */
  readonly wholeOf: ReadonlyMap<Rendition, Rendition>;
}

export function clipPresentation(parts: ClipParts): Presentation {
  const { whole, map, ladder } = parts;
  // By name: what else there is of the whole is not of the clip.
  const { type, isComplete, asset, captions, chapters } = whole.presentation;
  const { timescale, boundaries } = map;
  const [start, end] = [boundaries[0]!, boundaries.at(-1)!];
  const seconds = (end - start) / timescale;
  return {
    ...{ type, isComplete, asset, captions, ladder },
    ...{ seconds, start: start / timescale, targetDuration: map.targetDuration },
    chapters: chaptersWithin(chapters, start / timescale, seconds),
    sharedFileOf: (rendition, name) => fileOf(parts, rendition, name),
    of: presentedBy(parts),
  };
}

function presentedBy(parts: ClipParts): Presentation['of'] {
  const { whole, map, ladder, wholeOf } = parts;
  const video = timelineOf(map.timescale, videoBoundaries(parts));
  const text = timelineOf(
    map.timescale,
    map.boundaries.map((ticks) => ticks - map.boundaries[0]!),
  );
  const audio = new Map<number, Timeline>();
  const audioTimeline = (rate: number) => {
    const boundaries = audioFrameBoundaries(map, rate).map((frame) => frame * AAC_FRAME_SAMPLES);
    const timeline = audio.get(rate) ?? timelineOf(rate, boundaries);
    audio.set(rate, timeline);
    return timeline;
  };
  const presented = new Map<Rendition, PresentedRendition>();
  const present = (rendition: Rendition, timeline: Timeline) => {
    const ofWhole = whole.presentation.of(wholeOf.get(rendition)!);
    const measure = () => maximumOf(parts, rendition, timeline);
    presented.set(rendition, new PresentedRendition(whole.keyOf(rendition), timeline, measure, ofWhole));
  };
  for (const rendition of ladder.video) present(rendition, video);
  for (const rendition of ladder.audio) present(rendition, audioTimeline(rendition.sampleRate));
  for (const rendition of ladder.text) present(rendition, text);
  return (rendition) => presented.get(rendition)!;
}

/** The first frame of the whole may be presented a moment after its beginning. */
function videoBoundaries({ whole, segments, map }: ClipParts): Float64Array {
  const [video] = whole.ladder.video;
  const [first] = segments;
  const own = map.boundaries.slice();
  if (video && first && 'whole' in first)
    own[0] = whole.presentation.of(video).timeline.boundaries[first.whole]!;
  return own;
}

function maximumOf(
  { whole, segments, map, wholeOf }: ClipParts,
  rendition: Rendition,
  timeline: Timeline,
): Maximum {
  const ofWhole = whole.presentation.of(wholeOf.get(rendition)!).maximum.bits;
  const bits = timeline.seconds.map((length, n) => {
    const segment = segments[n]!;
    if ('whole' in segment) return ofWhole[segment.whole]!;
    const cut = { index: whole.index, map: clipMap(whole.index, whole.map, [segment]) };
    return maximumBits(cut, rendition, Float64Array.of(length))[0]!;
  });
  return { bits, bandwidth: bandwidthOf(bits, timeline.seconds, map.targetDuration) };
}

/** See `Presentation.sharedFileOf`. Text is the clip's own, at its times. */
function fileOf(
  { whole, segments, wholeOf }: ClipParts,
  rendition: Rendition,
  name: SegmentName,
): SegmentFile | undefined {
  if (rendition.kind === 'text') return undefined;
  const ofWhole = wholeOf.get(rendition)!;
  const segment = name === 'init' ? undefined : segments[name];
  if (segment && 'own' in segment) {
    if (whole.traced && ofWhole.kind === 'video')
      return { key: whole.traced.cutOf(ofWhole, segment.own).key, name: 0 };
    const plain = unmarkedOf(whole, ofWhole, segment.own);
    if (segments.length === 1 && !plain) return undefined;
    return { key: whole.keyOf(trimmedRendition(plain ?? ofWhole, segment.own)), name: 0 };
  }
  const file = segment ? segment.whole : 'init';
  return whole.presentation.sharedFileOf?.(ofWhole, file) ?? { key: whole.keyOf(ofWhole), name: file };
}

/** The rendition without the marks of the whole, if none of the frames has one. */
function unmarkedOf({ marked }: Asset, rendition: Rendition, own: ClipFrames): Rendition | undefined {
  const plain = marked?.plainOf(rendition);
  return plain && !marked!.isShownIn(own) ? plain : undefined;
}

/** @param start of the clip, in seconds of the whole. */
function chaptersWithin(
  chapters: readonly PresentedChapter[],
  start: number,
  seconds: number,
): readonly PresentedChapter[] {
  return chapters.flatMap((chapter) => {
    const from = Math.max(0, chapter.start - start);
    const to = Math.min(seconds, chapter.start + chapter.seconds - start);
    return from < to ? [{ ...chapter, start: from, seconds: to - from }] : [];
  });
}
