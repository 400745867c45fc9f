/** Which stretches of an asset's audio are measured. */

/** In seconds. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** One takes a slot for a fraction of a second. */
const STRETCH_SECONDS = 20;
/** Ten minutes in all, for which a film takes seconds and not minutes of a processor, and a bucket is not read through. */
const MAX_STRETCHES = 30;

/** All of the audio; of one that is longer than ten minutes, stretches that are spread evenly over it. */
export function measuredStretches({ start, end }: Stretch): readonly Stretch[] {
  const seconds = Math.max(0, end - start);
  const count = Math.ceil(seconds / STRETCH_SECONDS);
  const [taken, distance] =
    count <= MAX_STRETCHES ? [count, STRETCH_SECONDS] : [MAX_STRETCHES, seconds / MAX_STRETCHES];
  return Array.from({ length: taken }, (_, n) => {
    const from = start + n * distance;
    return { start: from, end: Math.min(end, from + STRETCH_SECONDS) };
  });
}

/** Whether these are all of the audio. */
export function isAllMeasured({ start, end }: Stretch): boolean {
  return end - start <= MAX_STRETCHES * STRETCH_SECONDS;
}
