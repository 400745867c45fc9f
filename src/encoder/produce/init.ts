/** Init segments, which do not depend on any media segment. */
import { audioInitSegment, readFragments, videoInitSegment } from '../../packager/index.js';
import type { EncoderSettings } from '../encoder.js';
import { parameterSetArguments } from '../plan/video-arguments.js';
import type { AudioRendition, VideoRendition } from '../rendition.js';
import { runEncode } from './encode-process.js';
import { segmentInvalid } from './segment-invalid.js';

/**
 * Encodes one black frame with the settings of each rendition, in one process, and returns the content of each `avcC` box
 * (ISO/IEC 14496-15 5.3.3.1).
 * @throws OnplayError `segment_invalid`, `encoder_output_malformed`; the errors of running ffmpeg.
 */
export async function encodeParameterSets(
  settings: EncoderSettings,
  renditions: readonly VideoRendition[],
  signal: AbortSignal,
): Promise<Uint8Array[]> {
  const command = { args: parameterSetArguments(renditions), outputs: renditions.length };
  const { stdout, furtherOutputs } = await runEncode(settings, command, undefined, signal);
  return [stdout, ...furtherOutputs].map((output) => {
    const { avcC } = readFragments(output).sampleEntry;
    if (!avcC) throw segmentInvalid('the encoder wrote no parameter sets');
    return avcC.slice();
  });
}

/** The init segment; `parameterSets` is the content of its `avcC` box. */
export function videoInit(rendition: VideoRendition, parameterSets: Uint8Array): Uint8Array {
  const { timescale, compositionDelay, width, height, colour } = rendition;
  return videoInitSegment({ timescale, compositionDelay, width, height, avcC: parameterSets, colour });
}

/** The init segment; of the master's bitrate where the rendition is passed through. */
export function audioInit(rendition: AudioRendition): Uint8Array {
  const { sampleRate, channels, language, passthrough } = rendition;
  const { bitrate } = passthrough ?? rendition;
  return audioInitSegment({ sampleRate, channels, bitrate, language });
}
