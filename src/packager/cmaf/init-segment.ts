import {
  type AvcSampleEntry,
  aacLowComplexityConfig,
  avc1,
  CMAF_HEADER_BRANDS,
  mp4a,
  stsd,
} from '../../isobmff/index.js';
import { movie } from './movie.js';

/** Values of {@link videoInitSegment}. */
export interface VideoInitSegment extends AvcSampleEntry {
  /** Ticks per second. */
  readonly timescale: number;
  /** By how many ticks composition times are later than presentation times; 0 if frames are not reordered. */
  readonly compositionDelay: number;
}

/** Values of {@link audioInitSegment}. */
export interface AudioInitSegment {
  /** In Hz; also the timescale. */
  readonly sampleRate: number;
  readonly channels: number;
  /** In bit/s. */
  readonly bitrate: number;
  /** BCP 47, or `und`. */
  readonly language: string;
}

/**
 * Writes the CMAF header of an AVC track with square pixels.
 * @throws OnplayError `packaging_impossible` as {@link movie} does.
 */
export function videoInitSegment(values: VideoInitSegment): Uint8Array {
  return movie({
    kind: 'video',
    timescale: values.timescale,
    width: values.width,
    height: values.height,
    language: 'und',
    sampleDescription: stsd(avc1(values)),
    compositionDelay: values.compositionDelay,
    brands: CMAF_HEADER_BRANDS,
  });
}

/**
 * Writes the CMAF header of an AAC-LC track.
 * @throws OnplayError `packaging_impossible` for a sample rate or a number of channels that AAC does not have.
 */
export function audioInitSegment({ sampleRate, channels, bitrate, language }: AudioInitSegment): Uint8Array {
  const audioSpecificConfig = aacLowComplexityConfig(sampleRate, channels);
  return movie({
    kind: 'audio',
    timescale: sampleRate,
    width: 0,
    height: 0,
    language,
    sampleDescription: stsd(mp4a({ sampleRate, channels, bitrate, audioSpecificConfig })),
    brands: CMAF_HEADER_BRANDS,
  });
}
