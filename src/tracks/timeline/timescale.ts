/** Timescales outside of this range are converted, so that offsets between tracks can be represented precisely. */
const MIN_TIMESCALE = 10_000;
const MAX_TIMESCALE = 10_000_000;

/** How ticks of a track's media become ticks of its timeline. */
export interface TimescaleMapping {
  /** Ticks per second of the timeline. */
  readonly timescale: number;
  /** Ticks of the timeline in a tick of the media; a whole number unless the media's timescale is too fine. */
  readonly factor: number;
  /** To whole ticks. */
  map(time: number): number;
}

/** @param mediaTimescale ticks per second of the media. */
export function timescaleMapping(mediaTimescale: number): TimescaleMapping {
  if (mediaTimescale > MAX_TIMESCALE) {
    const factor = MAX_TIMESCALE / mediaTimescale;
    return {
      timescale: MAX_TIMESCALE,
      factor,
      map: (time) => Math.round((time * MAX_TIMESCALE) / mediaTimescale),
    };
  }
  const factor = Math.ceil(MIN_TIMESCALE / mediaTimescale);
  return { timescale: mediaTimescale * factor, factor, map: (time) => Math.round(time * factor) };
}
