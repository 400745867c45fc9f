/** The segments that a worker has just produced, for the origins that fetch them. */
import { LRUCache } from 'lru-cache';
import type { ProducedSegment, PurgeScope, SegmentRef } from '../../segments/index.js';
import { isInScope, taggedKey } from '../../segments/index.js';

/** Origins fetch within a moment; late ones find the segment here for a while, and then in the shared store. */
const TTL_MS = 60_000;

/** A segment by which a result can be told again. */
export interface FinishedSegment extends ProducedSegment {
  readonly sha256: string;
  /** Whether an origin has fetched all of it. */
  fetched: boolean;
}

interface FinishedSegmentsOptions {
  readonly maxBytes: number;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

export class FinishedSegments {
  /** By the id of the job. */
  readonly #segments: LRUCache<string, { readonly segment: FinishedSegment; readonly tagged: string }>;

  constructor({ maxBytes, clock }: FinishedSegmentsOptions) {
    this.#segments = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: maxBytes,
      sizeCalculation: ({ segment }) => segment.bytes.byteLength + 1000,
      ttl: TTL_MS,
      ttlResolution: 0,
      ...(clock && { perf: { now: clock } }),
    });
  }

  get bytes(): number {
    return this.#segments.calculatedSize;
  }

  /** Whether there are segments that no origin has fetched yet. */
  get hasUnfetched(): boolean {
    return [...this.#segments.values()].some(({ segment }) => !segment.fetched);
  }

  find(jobId: string): FinishedSegment | undefined {
    return this.#segments.get(jobId)?.segment;
  }

  add(jobId: string, ref: SegmentRef, segment: FinishedSegment): void {
    this.#segments.set(jobId, { segment, tagged: taggedKey(ref) });
  }

  /** Removes what is within a scope. */
  purge(scope: PurgeScope): void {
    for (const [id, { tagged }] of [...this.#segments.entries()])
      if (isInScope(tagged, scope)) this.#segments.delete(id);
  }
}
