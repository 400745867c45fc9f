import { audioSampleEntry } from '../../../isobmff/index.js';
import type { TrackEntry } from '../../../matroska/index.js';
import { audioUnsupported } from '../../../tracks/index.js';

const MAX_CHANNELS = 255;
const MAX_SAMPLE_RATE = 10_000_000;

/** The fields of an audio sample entry. @throws OnplayError `master_audio_unsupported` for values that no audio has. */
export function audioFields({ audio }: TrackEntry): {
  readonly sampleRate: number;
  readonly channels: number;
} {
  const { outputSampleRate = 0, channels = 0 } = audio ?? {};
  if (channels > MAX_CHANNELS) throw audioUnsupported(`${channels} channels`);
  // Negated, so that NaN is refused as well.
  if (!(outputSampleRate >= 0 && outputSampleRate <= MAX_SAMPLE_RATE))
    throw audioUnsupported('an impossible sample rate');
  return { sampleRate: Math.round(outputSampleRate), channels };
}

/** An audio sample entry with the codec's boxes. @throws OnplayError as `audioFields`. */
export function audioEntry(track: TrackEntry, type: string, ...boxes: readonly Uint8Array[]): Uint8Array {
  return audioSampleEntry(type, audioFields(track), ...boxes);
}
