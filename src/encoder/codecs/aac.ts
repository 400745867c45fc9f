/** AAC-LC (ISO/IEC 14496-3), encoded by ffmpeg's own encoder. */

import { audioConfiguration } from '../../demux/index.js';
import { aacLowComplexityConfig, mp4a } from '../../isobmff/index.js';
import { AAC_FRAME_SAMPLES } from '../../masters/index.js';
import type { AudioTrack } from '../../tracks/index.js';
import type { AudioRendition } from '../rendition.js';
import { withoutLeadingFill } from './aac-leading-fill.js';
import type { AudioCodec } from './audio-codec.js';

/** Suffix by which an AudioSpecificConfig signals explicitly that SBR is not used (ISO/IEC 14496-3 1.6.6.1). */
const WITHOUT_SBR = '56e500';

export const aac: AudioCodec = {
  codecsString: 'mp4a.40.2',
  frameSamples: AAC_FRAME_SAMPLES,
  // The default coder takes seconds to settle, and every segment is a start; with this one joins are as one pass.
  arguments: ['-c:a', 'aac', '-profile:a', 'aac_low', '-aac_coder', 'fast'],
  preRollFrames: 32,
  // A frame's transform overlaps the next, and block switching looks beyond.
  postRollFrames: 3,
  // The encoder's first packet covers the time before the first sample.
  primingPackets: 1,
  // Music and steady noise stay within 10% over two seconds; intermittent noise reached 39% at 48 kbit/s. Shorter stretches
  // exceed it more, up to twice the bitrate over 0.3 s.
  overshoot: { factor: 1.4, reserveSeconds: 0.2 },
  configuration,
  sampleEntry: ({ sampleRate, channels }, bitrate, audioSpecificConfig) =>
    mp4a({ sampleRate, channels, bitrate, audioSpecificConfig }),
  // Stereo: a channel pair element with a common window and no spectral data (ISO/IEC 14496-3 4.4.2.1), then the end element.
  silentFrame: Uint8Array.of(0x21, 0, 0x49, 0x90, 0x02, 0x19, 0, 0x23, 0x80),
  isPlayable,
  firstFrame: withoutLeadingFill,
};

function configuration({ sampleRate, channels }: AudioRendition): Uint8Array {
  return aacLowComplexityConfig(sampleRate, channels);
}

/** Whether the track's configuration is the rendition's. */
function isPlayable({ sampleDescription }: AudioTrack, rendition: AudioRendition): boolean {
  const content = audioConfiguration(sampleDescription);
  const own = content && Buffer.from(content).toString('hex');
  const plain = Buffer.from(configuration(rendition)).toString('hex');
  return own === plain || own === plain + WITHOUT_SBR;
}
