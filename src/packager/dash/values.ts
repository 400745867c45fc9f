/** The plain values that a media presentation description is made of. */
import type { Element } from './xml.js';

/** A time as a whole number of ticks. */
export interface Ticks {
  readonly ticks: number;
  /** Ticks per second. */
  readonly timescale: number;
}

/** MPD: a presentation of which everything is available from the start. */
export interface MediaPresentation {
  /** `@mediaPresentationDuration` (required here): the end of the last sample. */
  readonly duration: Ticks;
  /** `@minBufferTime` (required): seconds of media with which playing at `@bandwidth` never runs dry. */
  readonly minBufferTime: number;
  /** In the order of their `@id`, which is counted from 0. */
  readonly adaptationSets: readonly AdaptationSet[];
}

export type AdaptationSet = VideoAdaptationSet | AudioAdaptationSet;

interface AdaptationSetBase {
  /** `Role@value`: one `main` for each content type. */
  readonly role: 'main' | 'alternate';
  /** `SegmentTemplate@timescale` (required here): ticks per second, the `mdhd` one. */
  readonly timescale: number;
  /** `SegmentTemplate@startNumber` (required here): the `$Number$` of the first segment. */
  readonly startNumber: number;
  /** `SegmentTimeline` (required here), one for all representations. */
  readonly timeline: SegmentTimeline;
}

/** Representations of one picture; a player may switch between them at any segment. */
export interface VideoAdaptationSet extends AdaptationSetBase {
  readonly contentType: 'video';
  readonly representations: readonly VideoRepresentation[];
}

/** Representations of one sound track. */
export interface AudioAdaptationSet extends AdaptationSetBase {
  readonly contentType: 'audio';
  /** `@lang`: BCP 47; left out for `und`. */
  readonly language: string;
  /** `Label`: shown to people; left out if empty. */
  readonly label: string;
  /** `AudioChannelConfiguration@value` follows from it. */
  readonly channels: number;
  readonly representations: readonly AudioRepresentation[];
}

interface RepresentationBase {
  /** `@id` (required): unique in the presentation, without spaces. */
  readonly id: string;
  /** `@bandwidth` (required), bit/s. */
  readonly bandwidth: number;
  /** `@codecs` (RFC 6381). */
  readonly codecs: string;
  /** `SegmentTemplate@media`: a URL with `$Number$` in it, relative to the MPD. */
  readonly media: string;
  /** `SegmentTemplate@initialization`: the URL of the init segment. */
  readonly initialization: string;
}

export interface VideoRepresentation extends RepresentationBase {
  /** `@width` and `@height`, in square pixels: `@sar` is 1:1. */
  readonly width: number;
  readonly height: number;
  /** `@frameRate`, frames per second. */
  readonly frameRate: Fraction;
}

export interface AudioRepresentation extends RepresentationBase {
  /** `@audioSamplingRate`, in Hz. */
  readonly sampleRate: number;
}

export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** The segments of an adaptation set, ready to be put into any number of presentations; see `segmentTimeline`. */
export interface SegmentTimeline {
  readonly element: Element;
}

/** A media segment on the presentation timeline, in ticks. */
export interface TimelineSegment {
  /** Earliest presentation time. */
  readonly start: number;
  readonly duration: number;
}
