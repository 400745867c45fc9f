/** Where a feed begins whose clock is coarser than the samples of its audio. */
import type { AudioTrack } from '../../tracks/index.js';
import { TICKS_PER_SECOND } from '../../transport-stream/index.js';

/** Ticks coincide with samples of 96 kHz every 16 samples, of 192 kHz every 32. */
const MAX_STEPS_BACK = 32;

/** The start of the encode, which a feed places on a tick. */
interface FeedStart {
  readonly startSample: number;
  /** In Hz, of `startSample`. */
  readonly outputRate: number;
}

/**
 * The last sample of the table, not after `first`, whose time in ticks of 90 kHz a decoder rounds to the right sample of audio, from
 * which on it counts. Audio of 96 and 192 kHz (Blu-ray) has more samples than ticks, and what begins one aside is resampled between
 * the samples of its neighbours. Of 192 kHz ffmpeg 5.1 rounds each packet again, so that one of it (5 µs) may remain.
 * @returns `first` where there is none within 32.
 */
export function tellableStart(track: AudioTrack, first: number, start: FeedStart): number {
  if (track.sampleRate <= TICKS_PER_SECOND) return first;
  const earliest = Math.max(0, first - MAX_STEPS_BACK);
  for (let at = first; at >= earliest; at--) if (isTellable(track, at, start)) return at;
  return first;
}

function isTellable(
  { samples, sampleRate, timescale }: AudioTrack,
  at: number,
  { startSample, outputRate }: FeedStart,
): boolean {
  const seconds = samples.times[at]! / timescale - startSample / outputRate;
  const ticks = Math.round(seconds * TICKS_PER_SECOND);
  return Math.round((ticks * sampleRate) / TICKS_PER_SECOND) === Math.round(seconds * sampleRate);
}
