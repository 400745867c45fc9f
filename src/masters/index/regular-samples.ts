import { codecUnsupported } from '../refusals.js';
import type { SampleTable } from '../track.js';
import type { AudioFacts } from './media-tools.js';

/** Containers round times to milliseconds; what is off by more is meant. */
const TOLERANCE_SECONDS = 0.0015;

/**
 * Sound whose packets all have one length, with the times that follow from it: exact, where the container rounded
 * them. At a real hole or jump the given time counts again.
 * @throws OnplayError `master_codec_unsupported` when samples hold more than the decoder takes out of them.
 */
export function regularSamples(
  { samples, timescale }: { readonly samples: SampleTable; readonly timescale: number },
  { codec, samplesPerFrame, sampleRate }: AudioFacts,
): SampleTable {
  if (samplesPerFrame === 0 || samples.count < 2) return samples;
  const length = (samplesPerFrame * timescale) / sampleRate;
  if (usualDistance(samples.times) > 1.5 * length)
    throw codecUnsupported(`${codec}, several frames to a sample`);
  const times = new Float64Array(samples.count);
  let anchor = 0;
  for (let i = 0; i < samples.count; i++) {
    const expected = times[anchor]! + (i - anchor) * length;
    const isClose = Math.abs(samples.times[i]! - expected) <= TOLERANCE_SECONDS * timescale;
    if (i === 0 || !isClose) {
      anchor = i;
      times[i] = samples.times[i]!;
    } else times[i] = expected;
  }
  return { ...samples, times };
}

/** The median distance of the first samples. */
function usualDistance(times: Float64Array): number {
  const distances = times.subarray(1, 64).map((time, i) => time - times[i]!);
  return distances.sort()[distances.length >> 1] ?? 0;
}
