/** H.264 (ITU-T H.264, ISO/IEC 14496-10), encoded by x264 in High profile. */
import { avc1 } from '../../isobmff/index.js';
import { h264Level } from './h264-level.js';
import {
  avcCodecsString,
  copied,
  copiedHeaderBytes,
  nonReferenceTest,
  playable,
  sourceConfiguration,
} from './h264-source.js';
import type { VideoCodec } from './video-codec.js';
import { x264Arguments } from './x264-arguments.js';

const HIGH_PROFILE = 100;

/**
 * The caps for 240 to 1080 lines are the bitrates that Apple's HLS authoring specification recommends for H.264 at 416x234,
 * 640x360, 768x432, 1280x720 and 1920x1080 (the lower where it lists two, but the higher of 768x432 for our 480 lines). That list
 * ends there: the caps for 1440 and 2160 lines are its HEVC bitrates, 8.1 and 11.6 Mbit/s, times 4/3, the ratio of the two
 * lists at 1080.
 */
const RATES: VideoCodec['rates'] = [
  { shorterSide: 240, crf: 23, maxBitrate: 145_000 },
  { shorterSide: 360, crf: 23, maxBitrate: 365_000 },
  { shorterSide: 480, crf: 23, maxBitrate: 1_100_000 },
  { shorterSide: 720, crf: 23, maxBitrate: 3_000_000 },
  { shorterSide: 1080, crf: 23, maxBitrate: 6_000_000 },
  { shorterSide: 1440, crf: 23, maxBitrate: 10_800_000 },
  { shorterSide: 2160, crf: 23, maxBitrate: 15_500_000 },
];

export const h264: VideoCodec = {
  rates: RATES,
  // x264's `vbv-init`.
  initialFullness: 0.9,
  level: h264Level,
  codecsString: (level) => avcCodecsString({ profile: HIGH_PROFILE, constraints: 0, level }),
  arguments: x264Arguments,
  configuration: ({ avcC }) => avcC,
  sampleEntry: ({ width, height, colour }, avcC) => avc1({ width, height, avcC, colour }),
  // Streams need not signal their reorder depth. The decoder's guess may output frames too early; in strict mode it assumes
  // the most that the level allows.
  decoderArguments: ['-strict', '1'],
  nonReferenceTest,
  playable,
  sourceConfiguration,
  copied,
  copiedHeaderBytes,
};
