/** Measures the loudness of an asset's audio. */

import type { LoudnessRequest, StretchLoudness } from '../../encoder/index.js';
import type { AudioTrack } from '../../tracks/index.js';
import { gatedLoudness } from './gated-loudness.js';
import type { Loudness } from './loudness.js';
import { isAllMeasured, measuredStretches } from './measured-stretches.js';

/** Measures one stretch, when there is a slot for it. */
export type MeasureStretch = (request: LoudnessRequest) => Promise<StretchLoudness>;

/** One stretch after the other, so that between them whatever else is to be done is done. @throws what `measure` throws. */
export async function measureTrack(track: AudioTrack, measure: MeasureStretch): Promise<Loudness> {
  const presented = { start: track.start / track.timescale, end: track.end / track.timescale };
  const measured: StretchLoudness[] = [];
  for (const stretch of measuredStretches(presented)) measured.push(await measure({ track, ...stretch }));
  return togetherAsLoud(measured, isAllMeasured(presented));
}

function togetherAsLoud(stretches: readonly StretchLoudness[], isAll: boolean): Loudness {
  const integrated = gatedLoudness(stretches.flatMap(({ blocks }) => blocks));
  const peaks = stretches.flatMap(({ truePeak }) => truePeak ?? []);
  const truePeak = Math.max(...peaks);
  const isKnown = isAll && peaks.length === stretches.length && Number.isFinite(truePeak);
  return {
    ...(integrated !== undefined && { integrated }),
    ...(isKnown && { truePeak }),
  };
}
