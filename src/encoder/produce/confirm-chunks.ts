/** Encodes again, with more decoded before it, what may have been decoded without its references. */
import { OnplayError } from '../../shared/errors.js';
import type { CheckedFrames } from './check-frames.js';

/** The frames of chunks, as one feed gave them. */
export interface Attempt {
  readonly chunks: readonly CheckedFrames[];
  /** Whether the decoder reported errors. */
  readonly isDoubtful: boolean;
}

export interface Feed {
  /** The sample with which decoding begins. */
  readonly first: number;
  encode(): Promise<Attempt>;
}

/** How many samples earlier each further feed begins, at least: the last one begins in another group of frames, whatever was wrong. */
const STEPS_BACK = [0, 300];
/** Codes of errors that another feed may not have. */
const FEED_FAULTS: ReadonlySet<string> = new Set(['segment_unplayable', 'segment_invalid']);

/**
 * Returns the frames of an attempt without errors; or of one with errors if decoding from earlier on gives the same frames, or if there is
 * nothing earlier: then these are the master's own errors.
 * @param earliest the sample before which no feed can begin.
 * @param feedBefore the feed that begins decoding before a sample; without one, where that should be enough.
 * @throws what the last attempt failed with; what `refuse` returns if each attempt gave different frames.
 */
export async function confirmedChunks(
  feedBefore: (sample?: number) => Feed,
  earliest: number,
  refuse: () => OnplayError,
): Promise<readonly CheckedFrames[]> {
  let feed = feedBefore();
  let earlier: readonly CheckedFrames[] | undefined;
  for (let attempt = 0; ; attempt++) {
    const step = STEPS_BACK[attempt];
    const isLast = step === undefined || feed.first <= earliest;
    const result = await outcomeOf(feed, isLast);
    if (result && (!result.isDoubtful || feed.first <= earliest || areSame(result.chunks, earlier)))
      return result.chunks;
    if (isLast) throw refuse();
    earlier = result?.chunks;
    feed = feedBefore(Math.max(earliest + 1, feed.first - step));
  }
}

/** Undefined if the feed is at fault, and there may be a better one. */
async function outcomeOf(feed: Feed, isLast: boolean): Promise<Attempt | undefined> {
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

function areSame(some: readonly CheckedFrames[], others: readonly CheckedFrames[] | undefined): boolean {
  return some.every((chunk, i) => {
    const other = others?.[i];
    return (
      chunk.samples.length === other?.samples.length &&
      chunk.times.every((time, frame) => time === other.times[frame]) &&
      chunk.samples.every(({ data }, sample) => Buffer.compare(data, other.samples[sample]!.data) === 0)
    );
  });
}
