import { codecUnsupported, regularizeTimes, roundingTicks, type SampleTable } from '../../../tracks/index.js';
import type { AudioFacts } from '../media-tools.js';

/**
 * Replaces the rounded times of audio samples of constant length by exact ones. A gap or jump larger than the rounding
 * keeps the container's time and counts on from it. But if samples are much shorter than the container's intervals, only
 * the first sample's time is used. Overwrites the given `times` array, since tables are large.
 * @throws OnplayError `master_codec_unsupported` when samples hold more frames than the decoder finds in them.
 */
export function regularSamples(
  { samples, timescale }: { readonly samples: SampleTable; readonly timescale: number },
  { codec, samplesPerFrame, framesPerSample, sampleRate }: AudioFacts,
): SampleTable {
  if (samplesPerFrame === 0 || samples.count < 2) return samples;
  const length = (samplesPerFrame * (framesPerSample ?? 1) * timescale) / sampleRate;
  const isCredible = medianInterval(samples.times) <= 1.5 * length;
  if (!isCredible && framesPerSample === undefined)
    throw codecUnsupported(`${codec}, several frames to a sample`);
  const tolerance = isCredible ? roundingTicks(timescale) : Number.POSITIVE_INFINITY;
  regularizeTimes(samples.times, { lengthOf: () => 1, unit: length, tolerance });
  return samples;
}

/** Of the first 64 samples. */
function medianInterval(times: Float64Array): number {
  const intervals = times.subarray(1, 64).map((time, i) => time - times[i]!);
  return intervals.sort()[intervals.length >> 1] ?? 0;
}
