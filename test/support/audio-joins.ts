/** How good joined audio is at its joins, against a single encode of the whole. */
import type { RenditionUrls } from './hls-client.js';
import { type AudioFormat, decibels, encodeInOnePass, energies, type StereoSamples } from './joined-audio.js';

export const AAC_FRAME = 1024;
/** Samples compared on either side of a join. */
const REACH = 4 * AAC_FRAME;

/** The first sample of each segment but the first, as far as there is enough to compare. @param length of the source, in samples. */
export function joinsOf(
  { durations }: Pick<RenditionUrls, 'durations'>,
  sampleRate: number,
  length: number,
): number[] {
  let end = 0;
  const ends = durations.map((duration) => {
    end += duration;
    return Math.round((end * sampleRate) / AAC_FRAME) * AAC_FRAME;
  });
  return ends.slice(0, -1).filter((join) => join + REACH < length);
}

/** The audio of a master, and how it is encoded. */
interface EncodedSource {
  readonly path: string;
  readonly format: AudioFormat;
  /** In bit/s. */
  readonly bitrate: number;
  /** As it is decoded. */
  readonly reference: StereoSamples;
}

interface JoinQuality {
  /** By how much all joins together are closer to the source than those of a single encode, in dB; negative where they are not. */
  readonly together: number;
  readonly each: readonly number[];
  /** Signal to noise at each join in dB, joined/one pass. */
  readonly row: string;
}

export async function qualityAtJoins(
  { path, format, bitrate, reference }: EncodedSource,
  samples: StereoSamples,
  joins: readonly number[],
): Promise<JoinQuality> {
  const whole = await encodeInOnePass(path, format, bitrate);
  const around = (one: StereoSamples) =>
    joins.map((join) => energies(reference, one, join - REACH, join + REACH));
  const [ours, theirs] = [around(samples), around(whole)];
  const sum = (all: typeof ours) => all.reduce((total, { noise }) => total + noise, 0);
  const row = ours.map(({ signal, noise }, i) =>
    [noise, theirs[i]!.noise].map((one) => decibels(signal / one).toFixed(1)).join('/'),
  );
  return {
    together: decibels(sum(theirs) / sum(ours)),
    each: ours.map(({ noise }, i) => decibels(theirs[i]!.noise / noise)),
    row: row.join(' '),
  };
}
