/** Small valid values and init segments. */
import { audioInitSegment, videoInitSegment } from '../../../src/packager/index.js';
import { unhex } from './bytes.js';

/** High profile, level 3.1, 4-byte NAL unit lengths, one SPS and one PPS. */
export const avcC = unhex('01 64 00 1f ff e1 0004 6764001f 01 0002 68ee');

export const bt709 = { primaries: 1, transfer: 1, matrix: 1, fullRange: false };

export const videoInit = videoInitSegment({
  compositionDelay: 0,
  timescale: 30000,
  width: 1280,
  height: 720,
  avcC,
  colour: bt709,
});

export const audioInit = audioInitSegment({
  sampleRate: 48000,
  channels: 2,
  bitrate: 128000,
  language: 'en',
});
