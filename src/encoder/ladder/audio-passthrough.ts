/** Whether the master's own sound can be the best rendition of it, without being encoded again. */
import { aacLowComplexityConfig } from '../../isobmff/index.js';
import { type AudioTrack, audioConfiguration, type SegmentMap } from '../../masters/index.js';
import { audioBytes, sourceFrames } from '../plan/audio-samples.js';
import type { AudioRendition } from '../rendition.js';
import { MOST_OF_RATE, peakRate } from './source-bitrate.js';

/** Follows where a configuration says that there is no spectral band replication (ISO/IEC 14496-3 1.6.6.1). */
const WITHOUT_REPLICATION = '56e500';

/** `best` as the master's own sound; undefined where it does not fit. */
export function audioPassthrough(
  track: AudioTrack,
  map: SegmentMap,
  best: AudioRendition,
): AudioRendition | undefined {
  if (!isPlayableAsItIs(track, best) || !sourceFrames(track)) return undefined;
  const bitrate = peakRate(map, map.count, (segment) => audioBytes(track, map, segment)?.bytes ?? 0);
  return bitrate > MOST_OF_RATE * best.bitrate ? undefined : { ...best, passthrough: { bitrate } };
}

/** AAC-LC in stereo at the rendition's own rate, each sample a frame, all of one description. */
function isPlayableAsItIs(track: AudioTrack, { sampleRate, channels }: AudioRendition): boolean {
  const content = audioConfiguration(track.sampleDescription);
  const configuration = content && Buffer.from(content).toString('hex');
  const plain = Buffer.from(aacLowComplexityConfig(sampleRate, channels)).toString('hex');
  return (
    track.codec === 'aac' &&
    track.framesPerSample === 1 &&
    track.sampleRate === sampleRate &&
    track.samples.descriptions === undefined &&
    (configuration === plain || configuration === plain + WITHOUT_REPLICATION)
  );
}
