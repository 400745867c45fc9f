import { codecUnsupported } from '../refusals.js';
import type { SampleTable } from '../track.js';
import type { AudioFacts } from './media-tools.js';

/** Containers round times to milliseconds; what is off by more is meant. */
const TOLERANCE_SECONDS = 0.0015;

/**
 * Sound whose packets all have one length, with the times that follow from it: exact, where the container rounded
 * them. At a real hole or jump the given time counts again; but where the samples are found to hold less than the
 * container says from one to the next, only the first one's does.
 * The times take the place of the given ones, since tables are large.
 * @throws OnplayError `master_codec_unsupported` when samples hold more than the decoder takes out of them.
 */
export function regularSamples(
  { samples, timescale }: { readonly samples: SampleTable; readonly timescale: number },
  { codec, samplesPerFrame, framesPerSample, sampleRate }: AudioFacts,
): SampleTable {
  if (samplesPerFrame === 0 || samples.count < 2) return samples;
  const length = (samplesPerFrame * (framesPerSample ?? 1) * timescale) / sampleRate;
  const isCredible = usualDistance(samples.times) <= 1.5 * length;
  if (!isCredible && framesPerSample === undefined)
    throw codecUnsupported(`${codec}, several frames to a sample`);
  const tolerance = isCredible ? TOLERANCE_SECONDS * timescale : Number.POSITIVE_INFINITY;
  makeRegular(samples.times, length, tolerance);
  return samples;
}

/** Has times follow each other by `length`, as long as that is no further than `tolerance` from the given ones. */
function makeRegular(times: Float64Array, length: number, tolerance: number): void {
  for (let i = 1, anchor = 0; i < times.length; i++) {
    const expected = times[anchor]! + (i - anchor) * length;
    if (Math.abs(times[i]! - expected) <= tolerance) times[i] = expected;
    else anchor = i;
  }
}

/** The median distance of the first samples. */
function usualDistance(times: Float64Array): number {
  const distances = times.subarray(1, 64).map((time, i) => time - times[i]!);
  return distances.sort()[distances.length >> 1] ?? 0;
}
