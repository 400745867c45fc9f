/** The audio renditions of a master. */
import type { AudioTrack } from '../../tracks/index.js';
import { audioCodecs } from '../codecs/index.js';
import type { AudioRendition } from '../rendition.js';
import { AUDIO_BITRATES, AUDIO_CODEC, outputSampleRate } from './audio-bitrates.js';
import { audioNames } from './audio-names.js';

/** Every track at every bitrate: lowest bitrate first, and for each bitrate the tracks in the master's order. */
export function audioRenditions(tracks: readonly AudioTrack[]): readonly AudioRendition[] {
  const names = audioNames(tracks);
  const defaultIndex = Math.max(
    0,
    tracks.findIndex((track) => track.enabled),
  );
  return AUDIO_BITRATES.flatMap((bitrate) =>
    tracks.map((track, index) => ({
      kind: 'audio' as const,
      id: `a${index + 1}-${bitrate / 1000}k`,
      codec: AUDIO_CODEC,
      codecs: audioCodecs[AUDIO_CODEC].codecsString,
      trackId: track.id,
      channels: 2 as const,
      sampleRate: outputSampleRate(track.sampleRate),
      bitrate,
      language: track.language,
      name: names[index] ?? '',
      default: index === defaultIndex,
    })),
  );
}
