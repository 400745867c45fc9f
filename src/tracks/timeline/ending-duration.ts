/** How long the last sample of a track lasts: tables state it wrong more often than any other. */
import type { MediaTimes } from './media-times.js';

/** Durations from here on are negative numbers, which ISO/IEC 14496-12 8.6.1.2 has no place for. */
const NEGATIVE = 2 ** 31;
/** A duration so many times the others' average is believed only up to `longestSeconds`. */
const UNUSUAL = 100;
/** A screen recording may end with a frame that stands for minutes; a codec frame of audio is never longer than the others. */
const LONGEST_SECONDS = { video: 600, audio: 1 } as const;
/** Of a picture without a duration that is alone. */
const LONE_FRAME_SECONDS = 0.04;

/** In ticks of the media; the average of the others where what is stated is missing (of video), negative or absurd. */
export function endingDuration(
  { durations }: Pick<MediaTimes, 'durations'>,
  sample: number,
  kind: 'video' | 'audio',
  mediaTimescale: number,
): number {
  const stated = durations[sample]!;
  const average = averageOfOthers(durations, sample);
  const longest = Math.max(LONGEST_SECONDS[kind] * mediaTimescale, UNUSUAL * (average ?? stated));
  const isMissing = kind === 'video' && stated === 0;
  if (!isMissing && stated < NEGATIVE && stated <= longest) return stated;
  return average ?? Math.max(1, Math.round(LONE_FRAME_SECONDS * mediaTimescale));
}

function averageOfOthers(durations: Uint32Array, sample: number): number | undefined {
  let [sum, counted] = [0, 0];
  for (let i = 0; i < durations.length; i++) {
    if (i === sample || durations[i]! >= NEGATIVE) continue;
    sum += durations[i]!;
    counted++;
  }
  return counted === 0 ? undefined : Math.max(1, Math.round(sum / counted));
}
