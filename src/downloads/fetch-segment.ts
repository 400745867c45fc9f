/** Gets segments for downloads, which wait as long as viewers need the machine. */
import { setTimeout as wait } from 'node:timers/promises';
import type { SegmentRef, SegmentService } from '../segments/index.js';
import { normalizeError } from '../shared/errors.js';
import { encodeCancelled } from '../shared/scheduler/errors.js';

/** On whose behalf, and until when, segments are fetched. */
export interface Downloader {
  /** As in `Viewer`. */
  readonly client: string;
  readonly signal: AbortSignal;
}

export type BackgroundSegments = Pick<SegmentService, 'inBackground' | 'sizesOf'>;

/** A full queue drops the jobs that no viewer waits for first, so they are queued again after this. */
const RETRY_MS = 1000;
/** A quarter of an hour of viewers who need the whole machine. */
const MAX_RETRIES = 900;

/**
 * The bytes of a segment, cached or produced.
 * @throws OnplayError as `SegmentService.inBackground`; `queue_full` only after a long time.
 */
export async function fetchSegment(
  segments: BackgroundSegments,
  ref: SegmentRef,
  downloader: Downloader,
): Promise<Uint8Array> {
  for (let retries = 0; ; retries++) {
    try {
      return await segments.inBackground(ref, downloader);
    } catch (thrown) {
      const error = normalizeError(thrown);
      if (error.code !== 'queue_full' || retries === MAX_RETRIES) throw error;
    }
    await wait(RETRY_MS, undefined, { signal: downloader.signal }).catch((cause: unknown) => {
      throw encodeCancelled(cause);
    });
  }
}
