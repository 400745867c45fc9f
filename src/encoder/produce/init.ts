/** Init segments: one and the same whichever segment is made first. */
import { audioInitSegment, readFragments, videoInitSegment } from '../../packager/index.js';
import type { EncoderSettings } from '../encoder.js';
import { parameterSetArguments } from '../plan/video-arguments.js';
import type { AudioRendition, VideoRendition } from '../rendition.js';
import { runEncode } from './encode-process.js';
import { segmentInvalid } from './segment-invalid.js';

/** The content of the `avcC` box of each rendition, from an encode of one black frame with its settings. */
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

export function videoInit(rendition: VideoRendition, parameterSets: Uint8Array): Uint8Array {
  const { timescale, compositionDelay, width, height, colour } = rendition;
  return videoInitSegment({ timescale, compositionDelay, width, height, avcC: parameterSets, colour });
}

export function audioInit(rendition: AudioRendition): Uint8Array {
  const { sampleRate, channels, language, passthrough } = rendition;
  const { bitrate } = passthrough ?? rendition;
  return audioInitSegment({ sampleRate, channels, bitrate, language });
}
