/** H.264 (ITU-T H.264, ISO/IEC 14496-10), encoded by x264 in High profile. */
import { avc1 } from '../../isobmff/index.js';
import { h264Level } from './h264-level.js';
import { avcCodecsString, copied, nonReferenceTest, playable, sourceConfiguration } from './h264-source.js';
import type { VideoCodec } from './video-codec.js';
import { x264Arguments } from './x264-arguments.js';

const HIGH_PROFILE = 100;

export const h264: VideoCodec = {
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
};
