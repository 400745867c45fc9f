/** Renditions: plain values that describe one way to encode a track, or to pass it through. */
import type { Colour } from '../tracks/index.js';

export interface VideoRendition {
  readonly kind: 'video';
  /** Unique in its ladder and safe in a URL: `v720`. */
  readonly id: string;
  /** ffmpeg's name, as in a master's track; a key of `videoCodecs`. */
  readonly codec: 'h264';
  /** RFC 6381, matching the init segment: `avc1.64001f`. */
  readonly codecs: string;
  /** H.264 level times ten: 31 for 3.1. */
  readonly level: number;
  /** In square pixels after rotation; both even. */
  readonly width: number;
  readonly height: number;
  /** Nominal frames per second after dropping, as a fraction. */
  readonly frameRate: { readonly numerator: number; readonly denominator: number };
  /** 1 encodes every frame; 2 the first, third, fifth… of each run, and so on. Segments begin with one that is encoded. */
  readonly keepEvery: number;
  /** Ticks per second of the media; the master track's timescale. */
  readonly timescale: number;
  /** x264's constant rate factor, and the VBV that caps it, in bit/s and bits. */
  readonly crf: number;
  readonly maxBitrate: number;
  readonly bufferSize: number;
  /** Maximum consecutive B-frames. All are non-reference, so a frame is decoded at most one frame early. */
  readonly bFrames: 0 | 3;
  /** Ticks by which composition times are later than presentation times (see the packager's `movie`). */
  readonly compositionDelay: number;
  /** The master's samples, unchanged. Then `crf` and `bufferSize` have no meaning. */
  readonly passthrough?: true;
  /** Of the output; always 8 bit, limited range. */
  readonly colour: Colour;
}

export interface AudioRendition {
  readonly kind: 'audio';
  /** Unique in its ladder and safe in a URL: `a1-128k`. */
  readonly id: string;
  /** ffmpeg's name, as in a master's track; a key of `audioCodecs`. */
  readonly codec: 'aac';
  /** RFC 6381: `mp4a.40.2`. */
  readonly codecs: string;
  /** Id of the master's track. */
  readonly trackId: number;
  readonly channels: 2;
  /** In Hz; also the media's timescale. */
  readonly sampleRate: number;
  /** Bit/s. */
  readonly bitrate: number;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** Shown in the player's menu; unique among the tracks of one bitrate. */
  readonly name: string;
  /** True for the track to play unless the viewer chooses another. */
  readonly default: boolean;
  /**
   * The master's samples, unchanged; `passthrough.bitrate` is that of their largest segment, in bit/s. The outer `bitrate`
   * stays that of the encoded rendition they replace.
   */
  readonly passthrough?: { readonly bitrate: number };
}

/** `kind` chooses how it is produced: see `producerOf`. */
export type Rendition = VideoRendition | AudioRendition;

/** Every rendition an asset can be played in, lowest first. One of the lists may be empty, not both. */
export interface Ladder {
  readonly video: readonly VideoRendition[];
  readonly audio: readonly AudioRendition[];
}

/** How many frames apart segments may begin so that each rendition keeps its rhythm: a multiple of every `keepEvery`. */
export function cadenceOf({ video }: Ladder): number {
  return Math.max(1, ...video.map(({ keepEvery }) => keepEvery));
}

/** Every rendition of a ladder, or of a part of one: the video, then the audio. */
export function renditionsOf({ video, audio }: Ladder): readonly Rendition[] {
  return [...video, ...audio];
}
