/** Encodes again, with more decoded before it, what may have been decoded without its references. */
import { OnplayError } from '../../../shared/errors.js';
import type { CheckedFrames } from '../encode/check-frames.js';

/** What one feed gave. */
export interface Attempt<T> {
  readonly result: T;
  /** Whether the decoder reported errors. */
  readonly isDoubtful: boolean;
}

export interface Feed<T> {
  /** The sample with which decoding begins. */
  readonly first: number;
  encode(): Promise<Attempt<T>>;
}

interface Verdict<T> {
  areSame(one: T, other: T): boolean;
  /** The error where each attempt gave something else. */
  refuse(): OnplayError;
}

/** How many samples earlier each further feed begins, at least: the last one begins in another group of frames, whatever was wrong. */
const STEPS_BACK = [0, 300];
/** Codes of errors that another feed may not have. */
const FEED_FAULTS: ReadonlySet<string> = new Set(['segment_unplayable', 'segment_invalid']);

/** The frames of chunks; see `confirmed`. */
export function confirmedChunks(
  feedBefore: (sample?: number) => Feed<readonly CheckedFrames[]>,
  earliest: number,
  refuse: () => OnplayError,
): Promise<readonly CheckedFrames[]> {
  return confirmed(feedBefore, earliest, { areSame: haveSameFrames, refuse });
}

/**
 * Returns the result of an attempt without errors; or of one with errors if decoding from earlier on gives the same, or if there is
 * nothing earlier: then these are the master's own errors.
 * @param earliest the sample before which no feed can begin.
 * @param feedBefore the feed that begins decoding before a sample; without one, where that should be enough.
 * @throws what the last attempt failed with; what `refuse` returns if each attempt gave something else.
 */
export async function confirmed<T>(
  feedBefore: (sample?: number) => Feed<T>,
  earliest: number,
  { areSame, refuse }: Verdict<T>,
): Promise<T> {
  let feed = feedBefore();
  let earlier: Attempt<T> | undefined;
  for (let attempt = 0; ; attempt++) {
    const step = STEPS_BACK[attempt];
    const isLast = step === undefined || feed.first <= earliest;
    const outcome = await outcomeOf(feed, isLast);
    const isRight = outcome && (!outcome.isDoubtful || feed.first <= earliest);
    if (outcome && (isRight || (earlier && areSame(outcome.result, earlier.result)))) return outcome.result;
    if (isLast) throw refuse();
    earlier = outcome;
    feed = feedBefore(Math.max(earliest + 1, feed.first - step));
  }
}

/** Undefined if the feed is at fault, and there may be a better one. */
async function outcomeOf<T>(feed: Feed<T>, isLast: boolean): Promise<Attempt<T> | undefined> {
  try {
    return await feed.encode();
  } catch (error) {
    if (isLast || !isFaultOfFeed(error)) throw error;
    return undefined;
  }
}

/** Whether another feed may not have this error. */
export function isFaultOfFeed(error: unknown): boolean {
  return error instanceof OnplayError && FEED_FAULTS.has(error.code);
}

function haveSameFrames(some: readonly CheckedFrames[], others: readonly CheckedFrames[]): boolean {
  return some.every((chunk, i) => {
    const other = others[i];
    return (
      chunk.samples.length === other?.samples.length &&
      chunk.times.every((time, frame) => time === other.times[frame]) &&
      chunk.samples.every(({ data }, sample) => Buffer.compare(data, other.samples[sample]!.data) === 0)
    );
  });
}
