/** The codec, bitrates and sample rates of encoded audio. */

/** The codec that every player plays. */
export const AUDIO_CODEC = 'aac';

/** Bit/s of stereo AAC, lowest first: one for cellular networks, one that most listeners cannot tell from the master. */
export const AUDIO_BITRATES = [48_000, 128_000] as const;

/** The output rates. Rates of the CD family become 44.1 kHz, all others 48 kHz. */
const CD_RATE = 44_100;
const CD_FAMILY: ReadonlySet<number> = new Set([11_025, 22_050, 44_100, 88_200, 176_400]);
const USUAL_RATE = 48_000;

/** The lowest audio bitrate, at the sample rate with the larger overhead. */
export const LOW_AUDIO = { codec: AUDIO_CODEC, bitrate: AUDIO_BITRATES[0], sampleRate: USUAL_RATE } as const;

/** Output sample rate for a master's sample rate, both in Hz. */
export function outputSampleRate(sampleRate: number): number {
  return CD_FAMILY.has(sampleRate) ? CD_RATE : USUAL_RATE;
}
