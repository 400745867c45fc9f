/** Gets segments and texts for downloads, which wait as long as viewers need the machine. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Asset, Texts } from '../assets/index.js';
import type { TextRendition } from '../encoder/index.js';
import type { TimedText } from '../packager/index.js';
import type { SegmentRef, SegmentService } from '../segments/index.js';
import { normalizeError } from '../shared/errors.js';
import { encodeCancelled } from '../shared/scheduler/errors.js';
import { Urgency } from '../shared/scheduler/urgency.js';

/** On whose behalf, and until when, segments are fetched. */
export interface Downloader {
  /** As in `Viewer`. */
  readonly client: string;
  readonly signal: AbortSignal;
}

export type BackgroundSegments = Pick<SegmentService, 'inBackground' | 'sizesOf' | 'slots'>;

export type FileTexts = Pick<Texts, 'movText'>;

/** What the contents of a file are got from. */
export interface FileSources {
  readonly segments: BackgroundSegments;
  readonly texts: FileTexts;
}

/** A full queue drops the jobs that no viewer waits for first, so they are queued again after this. */
const RETRY_MS = 1000;
/** A quarter of an hour of viewers who need the whole machine. */
const MAX_RETRIES = 900;

/**
 * The bytes of a segment, cached or produced.
 * @throws OnplayError as `SegmentService.inBackground`; `queue_full` only after a long time.
 */
export function fetchSegment(
  segments: BackgroundSegments,
  ref: SegmentRef,
  downloader: Downloader,
): Promise<Uint8Array> {
  return whenThereIsRoom(() => segments.inBackground(ref, downloader), downloader);
}

/** All of a text, as the track of a file. @throws OnplayError as `Texts.movText`; `queue_full` only after a long time. */
export function fetchText(
  texts: FileTexts,
  { asset, rendition }: { readonly asset: Asset; readonly rendition: TextRendition },
  downloader: Downloader,
): Promise<TimedText> {
  const context = { ...downloader, urgency: new Urgency('background') };
  return whenThereIsRoom(() => texts.movText(asset, rendition, context), downloader);
}

async function whenThereIsRoom<T>(fetch: () => Promise<T>, downloader: Downloader): Promise<T> {
  for (let retries = 0; ; retries++) {
    try {
      return await fetch();
    } catch (thrown) {
      const error = normalizeError(thrown);
      if (error.code !== 'queue_full' || retries === MAX_RETRIES) throw error;
    }
    await wait(RETRY_MS, undefined, { signal: downloader.signal }).catch((cause: unknown) => {
      throw encodeCancelled(cause);
    });
  }
}
