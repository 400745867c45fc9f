/** ffmpeg's command line that measures loudness. Pure. */
import type { AudioTrack } from '../../tracks/index.js';
import { audioFilters, feedArguments, type SampleRange } from './audio-plan.js';

/** In Hz: the rate that the filters of ITU-R BS.1770 are given for, which are those that every version of ffmpeg has. */
export const LOUDNESS_RATE = 48_000;

/**
 * Reports on standard error how loud the fed audio of a range is: each tenth of a second over 400 ms (EBU Tech 3341), and at last the true peak.
 * It is measured in stereo, as it is encoded.
 * @param range in samples at LOUDNESS_RATE.
 */
export function loudnessArguments(track: AudioTrack, range: SampleRange): string[] {
  const measured = [...audioFilters(track, { sampleRate: LOUDNESS_RATE }, range), 'ebur128=peak=true'];
  const report = ['-loglevel', 'info', '-nostats'];
  return [...feedArguments(track), ...report, '-af', measured.join(','), '-f', 'null', '-'];
}
