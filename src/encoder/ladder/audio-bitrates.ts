/** In how many bits sound is offered. */

/** Bit/s of stereo AAC, the lowest first: one for cellular networks, one that is as good as the master to most ears. */
export const AUDIO_BITRATES = [48_000, 128_000] as const;

/** The output rates; every other rate becomes the one it is a simple part or multiple of, else the second. */
const CD_RATE = 44_100;
const CD_FAMILY: ReadonlySet<number> = new Set([11_025, 22_050, 44_100, 88_200, 176_400]);
const USUAL_RATE = 48_000;

/** The cheapest sound at its most expensive. */
export const LOW_AUDIO = { bitrate: AUDIO_BITRATES[0], sampleRate: USUAL_RATE } as const;

/** In Hz. */
export function outputSampleRate(sampleRate: number): number {
  return CD_FAMILY.has(sampleRate) ? CD_RATE : USUAL_RATE;
}
