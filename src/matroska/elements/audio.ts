import type { MasterElement } from '../ebml/read-element.js';
import { ID } from './ids.js';

export interface AudioDescription {
  /** Of the coded audio, in Hz; may be a fraction. */
  readonly sampleRate: number;
  /** Of the decoded audio, in Hz: twice as high for AAC with spectral band replication. */
  readonly outputSampleRate: number;
  readonly channels: number;
  /** Bits of a sample; absent where it is not stated, as for most compressed audio. */
  readonly bitDepth?: number;
}

const DEFAULT_SAMPLE_RATE = 8000;

/**
 * RFC 9559 5.1.4.1.29 Audio
 *
 *     SamplingFrequency        float     8000, in Hz
 *     OutputSamplingFrequency  float     as SamplingFrequency
 *     Channels                 unsigned  1
 *     BitDepth                 unsigned  optional
 */
export function readAudio(audio: MasterElement): AudioDescription {
  const sampleRate = audio.float(ID.samplingFrequency, DEFAULT_SAMPLE_RATE);
  const bitDepth = audio.unsigned(ID.bitDepth);
  return {
    sampleRate,
    outputSampleRate: audio.float(ID.outputSamplingFrequency, sampleRate),
    channels: audio.unsigned(ID.channels, 1),
    ...(bitDepth !== undefined && { bitDepth }),
  };
}
