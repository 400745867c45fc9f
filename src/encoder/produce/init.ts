/** Init segments, which do not depend on any media segment. */
import { initSegment, readFragments } from '../../packager/index.js';
import { audioCodecs, videoCodecs } from '../codecs/index.js';
import type { EncoderSettings } from '../encoder.js';
import { parameterSetArguments } from '../plan/video-arguments.js';
import type { AudioRendition, VideoRendition } from '../rendition.js';
import { segmentInvalid } from '../segment-invalid.js';
import { runEncode } from './encode/encode-process.js';

/**
 * Encodes one black frame with the settings of each rendition, in one process, and returns the decoder configuration
 * record of each.
 * @throws OnplayError `segment_invalid`, `encoder_output_malformed`; the errors of running ffmpeg.
 */
export async function encodeParameterSets(
  settings: EncoderSettings,
  renditions: readonly VideoRendition[],
  signal: AbortSignal,
): Promise<Uint8Array[]> {
  const command = { args: parameterSetArguments(renditions), outputs: renditions.length };
  const { stdout, furtherOutputs } = await runEncode(settings, command, undefined, signal);
  return [stdout, ...furtherOutputs].map((output, i) => {
    const { sampleEntry } = readFragments(output);
    const configuration = videoCodecs[renditions[i]!.codec].configuration(sampleEntry);
    if (!configuration) throw segmentInvalid('the encoder wrote no parameter sets');
    return configuration.slice();
  });
}

/** The init segment; `configuration` is its decoder configuration record. */
export function videoInit(rendition: VideoRendition, configuration: Uint8Array): Uint8Array {
  const { codec, timescale, compositionDelay, width, height } = rendition;
  const sampleEntry = videoCodecs[codec].sampleEntry(rendition, configuration);
  return initSegment({
    kind: 'video',
    ...{ timescale, compositionDelay, width, height },
    language: 'und',
    sampleEntry,
  });
}

/** The init segment; of the master's bitrate where the rendition is passed through. */
export function audioInit(rendition: AudioRendition, configuration: Uint8Array): Uint8Array {
  const { codec, sampleRate, language, passthrough } = rendition;
  const { bitrate } = passthrough ?? rendition;
  const sampleEntry = audioCodecs[codec].sampleEntry(rendition, bitrate, configuration);
  return initSegment({
    kind: 'audio',
    timescale: sampleRate,
    ...{ width: 0, height: 0 },
    language,
    sampleEntry,
  });
}
