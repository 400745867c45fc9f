/** The plain values that describe one way to encode a track. */
import type { Colour } from '../masters/index.js';

export interface VideoRendition {
  readonly kind: 'video';
  /** Unique in its ladder and safe in a URL: `v720`. */
  readonly id: string;
  readonly codec: 'h264';
  /** RFC 6381, as the init segment will have it: `avc1.64001f`. */
  readonly codecs: string;
  /** H.264 level times ten: 31 for 3.1. */
  readonly level: number;
  /** Upright, square pixels, both even. */
  readonly width: number;
  readonly height: number;
  /** Nominal frames per second after dropping, as a fraction. */
  readonly frameRate: { readonly numerator: number; readonly denominator: number };
  /** 1 keeps every frame of a segment; 2 keeps its first, third, fifth… */
  readonly keepEvery: 1 | 2;
  /** Ticks per second of the media; the master track's timescale. */
  readonly timescale: number;
  /** Constant rate factor, and the VBV that caps it, in bit/s and bits. */
  readonly crf: number;
  readonly maxBitrate: number;
  readonly bufferSize: number;
  /** Most B-frames in a row; they are not referred to, so a frame is decoded at most one frame early. */
  readonly bFrames: 0 | 3;
  /** By how many ticks composition times are later than presentation times (see the packager's `movie`). */
  readonly compositionDelay: number;
  /** The master's own samples, as they are; `crf` and `bufferSize` say nothing then. */
  readonly passthrough?: true;
  /** Of the output: always 8 bit, limited range. */
  readonly colour: Colour;
}

export interface AudioRendition {
  readonly kind: 'audio';
  /** Unique in its ladder and safe in a URL: `a1-128k`. */
  readonly id: string;
  readonly codec: 'aac';
  /** RFC 6381: `mp4a.40.2`. */
  readonly codecs: string;
  /** Which of the master's tracks, by its id. */
  readonly trackId: number;
  readonly channels: 2;
  /** In Hz; also the media's timescale. */
  readonly sampleRate: number;
  /** Bit/s. */
  readonly bitrate: number;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** Shown to people; unique among the tracks of one bitrate. */
  readonly name: string;
  /** True for the one track to play unless the viewer chooses. */
  readonly default: boolean;
  /** The master's own samples, as they are, and the bit/s of their busiest segment; `bitrate` is what they stand for. */
  readonly passthrough?: { readonly bitrate: number };
}

/** Every rendition an asset can be played in, the lowest first. Either list may be empty, not both. */
export interface Ladder {
  readonly video: readonly VideoRendition[];
  readonly audio: readonly AudioRendition[];
}
