/** Text of a master: subtitles and captions, as the samples of a track. */
import type { SampleCodec } from '../text/index.js';
import type { TransportPackets } from './track.js';

/** Bitmaps of text, by ffmpeg's names: they can only be burned in. */
export type BitmapCodec = 'hdmv_pgs_subtitle' | 'dvd_subtitle' | 'dvb_subtitle';

/** Where samples are in their file, and when they are shown, in the order of their starts. */
export interface TextSamples {
  readonly count: number;
  readonly offsets: Float64Array;
  readonly sizes: Uint32Array;
  /** Shown ranges [start, end) in whole milliseconds of the presentation, `start` at least 0. They may overlap. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** What each sample begins with and the file does not have. */
  readonly prefix?: Uint8Array;
  /** Present for a transport stream, in which packets of other streams and headers lie between the bytes of a sample. */
  readonly packets?: TransportPackets;
}

export interface TextTrack {
  /** Index of the track in the master, counted from 0 over all its tracks. */
  readonly id: number;
  /** Index into `MasterIndex.files`. */
  readonly file: number;
  readonly format:
    | { readonly kind: 'text'; readonly codec: SampleCodec }
    | { readonly kind: 'bitmap'; readonly codec: BitmapCodec };
  /** BCP 47, or `und`. */
  readonly language: string;
  /** Empty if there is none that tells a viewer anything. */
  readonly name: string;
  /** Whether a player that knows no preference selects it. */
  readonly isDefault: boolean;
  /** Whether it has only what is shown without being asked for, as translations of signs. */
  readonly isForced: boolean;
  /** Whether it tells of noises and speakers (SDH). */
  readonly isHearingImpaired: boolean;
  /** What the container says of all samples: the `stsd` box of MP4, the `CodecPrivate` of Matroska. */
  readonly configuration: Uint8Array;
  /** Size of the video that it was made for, in pixels, where the track header of an MP4 says it. */
  readonly canvas?: { readonly width: number; readonly height: number };
  /** How each sample is compressed; absent if it is not. */
  readonly compression?: 'zlib';
  readonly samples: TextSamples;
}

/** A place in a master that has a title. */
export interface Chapter {
  /** In whole milliseconds of the presentation. */
  readonly start: number;
  readonly title: string;
  /** BCP 47, or `und`. */
  readonly language: string;
}

/** A file within a master (RFC 9559 5.1.6), such as a font of its subtitles; or the cover among its tags. */
export interface Attachment {
  readonly name: string;
  /** As the master states it, such as `font/ttf` or `application/x-truetype-font`. */
  readonly mediaType: string;
  /** Where its bytes are in the master. */
  readonly offset: number;
  readonly size: number;
}

/** In a player's menu more can hardly be found. */
export const MAX_TEXT_TRACKS = 64;
/** Of one track: bitmaps have several for each text, a day of one a second has 86,400; captions have one in each frame, three hours 324,000. */
export const MAX_TEXT_SAMPLES = 400_000;
/** A film has some twenty, an audio book hundreds. */
export const MAX_CHAPTERS = 1000;
/** Typeset subtitles come with dozens of fonts. */
export const MAX_ATTACHMENTS = 200;

/** A sample while the samples of a track are read. Times are in milliseconds, not rounded. */
export interface ShownSample {
  readonly offset: number;
  readonly size: number;
  readonly start: number;
  readonly end: number;
}

/** The samples in the order of their starts, without those that are never shown. @param samples are sorted. */
export function textSamples(samples: ShownSample[]): TextSamples {
  const shown = samples.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
  return {
    count: shown.length,
    offsets: Float64Array.from(shown, ({ offset }) => offset),
    sizes: Uint32Array.from(shown, ({ size }) => size),
    starts: Float64Array.from(shown, ({ start }) => start),
    ends: Float64Array.from(shown, ({ end }) => end),
  };
}
