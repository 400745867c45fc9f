/** The values of a media presentation description; each field names its attribute or element in ISO/IEC 23009-1. */
import type { Fraction } from '../../shared/fraction.js';
import type { Element } from './xml.js';

/** A time in whole ticks. */
export interface Ticks {
  readonly ticks: number;
  /** Ticks per second. */
  readonly timescale: number;
}

/** `MPD`. */
export interface MediaPresentation {
  /** `@type`: with `static`, all segments are available from the start. */
  readonly type: 'static';
  /** `@mediaPresentationDuration` (required here): the end of the last sample. */
  readonly duration: Ticks;
  /** `@minBufferTime` (required), in seconds: the buffer with which a player on a link of `@bandwidth` does not stall. */
  readonly minBufferTime: number;
  /** In the order of their starts, each to that of the next. */
  readonly periods: readonly Period[];
}

/** `Period`. */
export interface Period {
  /** `@start` (required here): 0 of the first. */
  readonly start: Ticks;
  /** `EventStream` of DASH callback events; default none. */
  readonly callbacks?: readonly Callback[];
  /** In the order of their `@id`, which starts at 0. */
  readonly adaptationSets: readonly AdaptationSet[];
  /** After the others. */
  readonly trickMode?: TrickModeSet | undefined;
  /** At the end. */
  readonly thumbnails?: ThumbnailAdaptationSet | undefined;
}

/** `Event`: a URL that players request when they come to it. */
export interface Callback {
  /** `@presentationTime`, from the start of the period; rounded down to a millisecond. */
  readonly seconds: number;
  /** `@duration`, in seconds: who comes to it later, but within it, requests it too; rounded down to a millisecond. */
  readonly duration: number;
  readonly url: string;
}

/** `AdaptationSet`, of video, audio or text. */
export type AdaptationSet = VideoAdaptationSet | AudioAdaptationSet | TextAdaptationSet;

/** `AdaptationSet` of thumbnails (DASH-IF IOP 4.3, 6.2.6): each segment is an image with a grid of them. */
export interface ThumbnailAdaptationSet {
  readonly contentType: 'image';
  /** `Representation@id`: unique in the presentation, without spaces. */
  readonly id: string;
  /** `@bandwidth`, in bit/s; rounded up. */
  readonly bandwidth: number;
  /** `@width` and `@height` of an image, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Of thumbnails in an image. */
  readonly columns: number;
  readonly rows: number;
  /** `SegmentTemplate@duration`: how many seconds of the video an image stands for. */
  readonly seconds: number;
  /** `SegmentTemplate@media`: a URL that contains `$Number$`, which is counted from 0, relative to the MPD. */
  readonly media: string;
}

interface AdaptationSetBase {
  /** `SegmentTemplate@timescale` (required here): ticks per second, as in `mdhd`. */
  readonly timescale: number;
  /** `SegmentTemplate@startNumber` (required here): the `$Number$` of the first segment. */
  readonly startNumber: number;
  /** `SegmentTemplate@presentationTimeOffset`, in ticks: the time of the media at which the period begins; default 0. */
  readonly presentationTimeOffset?: number;
  /** `SegmentTimeline` (required here), shared by all representations. */
  readonly timeline: SegmentTimeline;
}

/** Representations of the same video; a player may switch between them at any segment boundary. */
export interface VideoAdaptationSet extends AdaptationSetBase {
  readonly contentType: 'video';
  /** `Accessibility`: captions in the frames of all representations; default none. */
  readonly captions?: readonly CaptionsDescriptor[];
  /** `Role@value`: exactly one `main` for each content type. */
  readonly role: 'main' | 'alternate';
  readonly representations: readonly VideoRepresentation[];
}

/** `Accessibility` of captions (ANSI/SCTE 214-1 7.1.1). */
export interface CaptionsDescriptor {
  readonly standard: 'cea-608' | 'cea-708';
  /** Channels or services. */
  readonly numbers: readonly number[];
}

/** `AdaptationSet` for trick modes (DASH-IF IOP 4.3, 3.2.9): each segment is a frame that is decoded by itself, and lasts until the next. */
export interface TrickModeSet extends AdaptationSetBase {
  /** `EssentialProperty@value`: `@id` of the adaptation set of the same video. */
  readonly trickModeFor: number;
  /** `@maxPlayoutRate`: how many times faster it can be played by a decoder of that adaptation set. */
  readonly maxPlayoutRate: number;
  readonly representation: VideoRepresentation;
}

/** Representations of the same audio track. */
export interface AudioAdaptationSet extends AdaptationSetBase {
  readonly contentType: 'audio';
  /** As of video; `dub` for audio in another language (5.8.5.5). */
  readonly role: 'main' | 'alternate' | 'dub';
  /** `@lang`: BCP 47; omitted for `und`. */
  readonly language: string;
  /** `Label`: the name that players show; omitted if empty. */
  readonly label: string;
  /** Whether it also says what is seen: `Accessibility` of ETSI TS 102 822-3-1, "for the visually impaired". */
  readonly description: boolean;
  /** Number of channels, from which `AudioChannelConfiguration@value` follows. */
  readonly channels: number;
  readonly representations: readonly AudioRepresentation[];
}

/** WebVTT of one text. */
export interface TextAdaptationSet extends AdaptationSetBase {
  readonly contentType: 'text';
  /** `Role@value`, each in an element: what it is, and `main` for the text that is on from the start. */
  readonly roles: readonly ('main' | 'subtitle' | 'caption' | 'forced-subtitle')[];
  /** Whether it has an `Accessibility` for the hard of hearing. */
  readonly isForHardOfHearing: boolean;
  /** As of audio. */
  readonly language: string;
  readonly label: string;
  readonly representations: readonly TextRepresentation[];
}

interface RepresentationBase {
  /** `@id` (required): unique in the presentation, without spaces. */
  readonly id: string;
  /** `@bandwidth` (required), in bit/s; rounded up. */
  readonly bandwidth: number;
  /** `SegmentTemplate@media`: a URL that contains `$Number$`, relative to the MPD. */
  readonly media: string;
}

/** `Representation` of WebVTT, which has neither `@codecs` nor an init segment. */
export type TextRepresentation = RepresentationBase;

interface MediaRepresentation extends Omit<RepresentationBase, 'media'> {
  /** `BaseURL`, relative to the MPD: what the URLs of the representation are relative to; default the MPD. */
  readonly baseUrl?: string;
  /**
   * `SegmentTemplate@media`: a URL that contains `$Number$`, relative to the MPD. Or, in a `SegmentList`, `SegmentURL@media` of each
   * segment; then so have all representations of the set.
   */
  readonly media: string | readonly string[];
  /** `@codecs` (RFC 6381). */
  readonly codecs: string;
  /** `SegmentTemplate@initialization`, or `Initialization@sourceURL`: the URL of the init segment, relative to the MPD. */
  readonly initialization: string;
}

/** `Representation` of video. */
export interface VideoRepresentation extends MediaRepresentation {
  /** `@width` and `@height`, in square pixels: `@sar` is 1:1. */
  readonly width: number;
  readonly height: number;
  /** `@frameRate`, in frames per second. */
  readonly frameRate: Fraction;
}

/** `Representation` of audio. */
export interface AudioRepresentation extends MediaRepresentation {
  /** `@audioSamplingRate`, in Hz. */
  readonly sampleRate: number;
}

/** The segments of an adaptation set, serialized once for any number of presentations; see `segmentTimeline`. */
export interface SegmentTimeline {
  readonly element: Element;
}

/** A media segment on the presentation timeline, in ticks. */
export interface TimelineSegment {
  /** Earliest presentation time. */
  readonly start: number;
  readonly duration: number;
}
