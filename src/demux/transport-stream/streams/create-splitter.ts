/** Chooses how the payload of a codec is divided into units. */
import { readAc3Header } from '../audio/ac3.js';
import { readAdtsHeader, readLoasHeader } from '../audio/adts.js';
import { AudioFrames } from '../audio/audio-frames.js';
import { readDtsHeader } from '../audio/dts.js';
import type { ReadFrameHeader } from '../audio/frame-header.js';
import { readMpegAudioHeader } from '../audio/mpeg-audio.js';
import { readOpusHeader } from '../audio/opus.js';
import { trueHdReader } from '../audio/truehd.js';
import { readBlurayLpcm, readSmpte302 } from '../audio/uncompressed.js';
import { PacketUnits, type ReadPacketFormat } from '../units/packet-units.js';
import type { Splitter } from '../units/splitter.js';
import type { UnitTable } from '../units/unit-table.js';
import { AccessUnits } from '../video/access-units.js';
import { H264Rules } from '../video/h264.js';
import { HevcRules } from '../video/hevc.js';
import { MpegVideoRules } from '../video/mpeg-video.js';
import { Mpeg4VisualRules } from '../video/mpeg4-visual.js';
import { Vc1Rules } from '../video/vc1.js';
import type { VideoRules } from '../video/video-rules.js';
import type { MediaCodec } from './stream-kind.js';

const VIDEO: Partial<Readonly<Record<MediaCodec, () => VideoRules>>> = {
  mpeg2video: () => new MpegVideoRules(),
  mpeg4: () => new Mpeg4VisualRules(),
  h264: () => new H264Rules(),
  hevc: () => new HevcRules(),
  vc1: () => new Vc1Rules(),
};

const FRAMES: Partial<Readonly<Record<MediaCodec, ReadFrameHeader>>> = {
  mp2: readMpegAudioHeader,
  aac: readAdtsHeader,
  aac_latm: readLoasHeader,
  ac3: readAc3Header,
  eac3: readAc3Header,
  dts: readDtsHeader,
  opus: readOpusHeader,
};

const UNCOMPRESSED: Partial<Readonly<Record<MediaCodec, ReadPacketFormat>>> = {
  pcm_bluray: readBlurayLpcm,
  s302m: readSmpte302,
};

/** @returns with `rate`, samples per second of audio, once that is known; else 0 or absent. */
export function createSplitter(codec: MediaCodec, table: UnitTable): Splitter & { readonly rate?: number } {
  const rules = VIDEO[codec];
  if (rules) return new AccessUnits(table, rules());
  const readHeader = codec === 'truehd' ? trueHdReader() : FRAMES[codec];
  return readHeader ? new AudioFrames(table, readHeader) : new PacketUnits(table, UNCOMPRESSED[codec]);
}
