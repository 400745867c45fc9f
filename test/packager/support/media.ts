/** Small valid values and init segments. */
import { type AvcSampleEntry, aacLowComplexityConfig, avc1, mp4a } from '../../../src/isobmff/index.js';
import { initSegment } from '../../../src/packager/index.js';
import { unhex } from './bytes.js';

/** High profile, level 3.1, 4-byte NAL unit lengths, one SPS and one PPS. */
export const avcC = unhex('01 64 00 1f ff e1 0004 6764001f 01 0002 68ee');

export const bt709 = { primaries: 1, transfer: 1, matrix: 1, fullRange: false };

/** The init segment of a track of H.264. */
export function avcInit({
  timescale,
  ...entry
}: AvcSampleEntry & { readonly timescale: number }): Uint8Array {
  const { width, height } = entry;
  return initSegment({ kind: 'video', timescale, width, height, language: 'und', sampleEntry: avc1(entry) });
}

/** The init segment of a track of AAC-LC in English, of 128 kbit/s. */
export function aacInit(sampleRate: number, channels: number): Uint8Array {
  const audioSpecificConfig = aacLowComplexityConfig(sampleRate, channels);
  const sampleEntry = mp4a({ sampleRate, channels, bitrate: 128000, audioSpecificConfig });
  const size = { width: 0, height: 0 };
  return initSegment({ kind: 'audio', timescale: sampleRate, ...size, language: 'en', sampleEntry });
}

export const videoInit = avcInit({ timescale: 30000, width: 1280, height: 720, avcC, colour: bt709 });
export const audioInit = aacInit(48000, 2);
