/** Whether the master's own sound can be the best rendition of it, without being encoded again. */
import { audioConfiguration } from '../../masters/movie/audio-configuration.js';
import type { SegmentMap } from '../../masters/segment-map.js';
import type { AudioTrack } from '../../masters/track.js';
import { aacLowComplexityConfig } from '../../packager/index.js';
import type { AudioRendition } from '../rendition.js';
import { ownFrames, soundBytes } from '../segment/sound-samples.js';

/** How far above what it stands for the master's rate may be in any segment; the same as for pictures. */
const MOST_OF_BITRATE = 2;
/** Follows where a configuration says that there is no spectral band replication (ISO/IEC 14496-3 1.6.6.1). */
const WITHOUT_REPLICATION = '56e500';

/** `best` as the master's own sound; undefined where it does not fit. */
export function soundPassthrough(
  track: AudioTrack,
  map: SegmentMap,
  best: AudioRendition,
): AudioRendition | undefined {
  if (!isPlayableAsItIs(track, best) || !ownFrames(track)) return undefined;
  const bitrate = peakOf(track, map);
  return bitrate > MOST_OF_BITRATE * best.bitrate ? undefined : { ...best, passthrough: { bitrate } };
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

/** Bit/s of the segment that has the most. */
function peakOf(track: AudioTrack, map: SegmentMap): number {
  let peak = 0;
  for (let segment = 0; segment < map.count; segment++) {
    const seconds = (map.boundaries[segment + 1]! - map.boundaries[segment]!) / map.timescale;
    const { bytes = 0 } = soundBytes(track, map, segment) ?? {};
    peak = Math.max(peak, (8 * bytes) / seconds);
  }
  return Math.ceil(peak);
}
