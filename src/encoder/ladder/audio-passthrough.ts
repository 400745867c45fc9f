/** Whether a master's audio track can be passed through as its best rendition, without encoding. */

import type { SegmentMap } from '../../masters/index.js';
import type { AudioTrack } from '../../tracks/index.js';
import { audioCodecs } from '../codecs/index.js';
import { audioBytes, sourceFrames } from '../plan/audio-samples.js';
import type { AudioRendition } from '../rendition.js';
import { MAX_RATE_RATIO, peakRate } from './source-bitrate.js';

/** `best` with the master's samples in place of encoded ones; undefined if they are not suitable. */
export function audioPassthrough(
  track: AudioTrack,
  map: SegmentMap,
  best: AudioRendition,
): AudioRendition | undefined {
  if (!isPlayableAsItIs(track, best) || !sourceFrames(track)) return undefined;
  const bitrate = peakRate(map, map.count, (segment) => audioBytes(track, map, segment)?.bytes ?? 0);
  return bitrate > MAX_RATE_RATIO * best.bitrate ? undefined : { ...best, passthrough: { bitrate } };
}

/** In the rendition's codec and sample rate, one frame per sample, a single sample description. */
function isPlayableAsItIs(track: AudioTrack, rendition: AudioRendition): boolean {
  return (
    track.codec === rendition.codec &&
    track.framesPerSample === 1 &&
    track.varying === undefined &&
    track.sampleRate === rendition.sampleRate &&
    track.samples.descriptions === undefined &&
    audioCodecs[rendition.codec].isPlayable(track, rendition)
  );
}
