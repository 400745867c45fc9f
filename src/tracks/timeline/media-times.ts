/** When the samples of a track are presented according to its tables, in ticks of its media and in decode order. */
export interface MediaTimes {
  readonly count: number;
  readonly compositionTimes: Float64Array;
  readonly durations: Uint32Array;
}
