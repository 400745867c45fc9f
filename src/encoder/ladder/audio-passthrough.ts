/** Whether a master's audio track can be passed through as its best rendition, without encoding. */
import { aacLowComplexityConfig } from '../../isobmff/index.js';
import { type AudioTrack, audioConfiguration, type SegmentMap } from '../../masters/index.js';
import { audioBytes, sourceFrames } from '../plan/audio-samples.js';
import type { AudioRendition } from '../rendition.js';
import { MAX_RATE_RATIO, peakRate } from './source-bitrate.js';

/** Suffix by which an AudioSpecificConfig signals explicitly that SBR is not used (ISO/IEC 14496-3 1.6.6.1). */
const WITHOUT_SBR = '56e500';

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

/** Stereo AAC-LC at the rendition's sample rate, one frame per sample, a single sample description. */
function isPlayableAsItIs(track: AudioTrack, { sampleRate, channels }: AudioRendition): boolean {
  const content = audioConfiguration(track.sampleDescription);
  const configuration = content && Buffer.from(content).toString('hex');
  const plain = Buffer.from(aacLowComplexityConfig(sampleRate, channels)).toString('hex');
  return (
    track.codec === 'aac' &&
    track.framesPerSample === 1 &&
    track.sampleRate === sampleRate &&
    track.samples.descriptions === undefined &&
    (configuration === plain || configuration === plain + WITHOUT_SBR)
  );
}
