/** Which of a master's frames is shown when a served frame is. */

/** Containers round times to milliseconds. */
export const TIME_TOLERANCE_SECONDS = 0.002;

export interface FrameAlignment {
  /** For each served frame, the place of the expected frame that is shown at its time; -1 before the first. */
  readonly shown: readonly number[];
  /** Served frames that repeat the frame before, or come before the first. */
  readonly held: number;
  /** Places of expected frames that are never shown, ascending. */
  readonly missing: readonly number[];
  /** Largest deviation of a served frame from the time of the expected one, in seconds; without those that are held. */
  readonly worstTimeErrorSeconds: number;
}

/** Aligns served frames with expected ones by their times, in seconds, both ascending. */
export function alignFrames(expected: readonly number[], served: readonly number[]): FrameAlignment {
  const seen = new Set<number>();
  let [held, worstTimeErrorSeconds] = [0, 0];
  const shown = served.map((time) => {
    const place = expected.findLastIndex((each) => each <= time + TIME_TOLERANCE_SECONDS);
    if (place < 0 || seen.has(place)) held += 1;
    else worstTimeErrorSeconds = Math.max(worstTimeErrorSeconds, Math.abs(time - expected[place]!));
    seen.add(place);
    return place;
  });
  const missing = [...expected.keys()].filter((place) => !seen.has(place));
  return { shown, held, missing, worstTimeErrorSeconds };
}

/** The first few times, in seconds, for a sentence. */
export function fewTimes(times: readonly number[]): string {
  const words = times.slice(0, 5).map((time) => time.toFixed(3));
  return times.length > words.length ? `${words.join(', ')}, …` : words.join(', ');
}
