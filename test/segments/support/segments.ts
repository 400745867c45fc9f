/** A segment service in which only the encodes, the master and the clock are fake. */

import type { Asset } from '../../../src/assets/asset.js';
import { readInThisThread, type TextReading } from '../../../src/assets/text/text-reading.js';
import { Texts } from '../../../src/assets/text/texts.js';
import { variantOf } from '../../../src/assets/variant.js';
import type { Rendition } from '../../../src/encoder/rendition.js';
import { Admission } from '../../../src/segments/admission/admission.js';
import { Coordinator } from '../../../src/segments/coordinator.js';
import { ImageService } from '../../../src/segments/images/image-service.js';
import { LocalProducer } from '../../../src/segments/local-producer.js';
import { segmentRef } from '../../../src/segments/segment-ref.js';
import { SegmentService } from '../../../src/segments/segment-service.js';
import { SegmentSizes } from '../../../src/segments/segment-sizes.js';
import { MemoryTier } from '../../../src/segments/stores/memory-tier.js';
import type { SegmentStore } from '../../../src/segments/stores/segment-store.js';
import { FailureMemory } from '../../../src/shared/failure-memory.js';
import { createLogger } from '../../../src/shared/log.js';
import type { SegmentName } from '../../../src/shared/media-url.js';
import { createMetrics } from '../../../src/shared/metrics.js';
import { createScheduler } from '../../../src/shared/scheduler/scheduler.js';
import { controlledEncoder } from './controlled-encoder.js';
import { madeUpAsset } from './made-up-master.js';

/** The TTL of segments in memory, and how long a failure is remembered. */
export const TTL_MS = 10_000;
export const REMEMBERED_MS = 30_000;

const viewerWith = (signal: AbortSignal, client = 'viewer') => ({
  name: `playback of ${client}`,
  client,
  signal,
});

export interface TestSegmentsOptions {
  readonly slots?: number;
  readonly maxQueued?: number;
  readonly asset?: Asset;
  readonly store?: SegmentStore;
  /** In the test's thread by default. */
  readonly textReading?: TextReading;
  readonly isBehindEdges?: boolean;
  /** The slots that admission counts with. */
  readonly room?: number;
}

export function testSegments(options: TestSegmentsOptions = {}) {
  const { slots = 1, maxQueued = 8, asset = madeUpAsset() } = options;
  const { isBehindEdges = false, room = 1000 } = options;
  let now = 1;
  const clock = () => now;
  const lines: string[] = [];
  const log = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  const encoder = controlledEncoder();
  const scheduler = createScheduler({ slots, lightSlots: slots + 1, maxQueued });
  const cache = new MemoryTier({ maxBytes: 1024 * 1024, ttlMs: TTL_MS, clock });
  const failures = new FailureMemory({
    ttlMs: REMEMBERED_MS,
    maxEntries: 100,
    retryableLimit: 3,
    clock,
  });
  const metrics = createMetrics();
  const segmentSizes = new SegmentSizes();
  const admission = new Admission({ slots: room, clock });
  const shutdownSignal = new AbortController();
  const stores = { memory: cache, store: options.store, failures };
  const coordinator = new Coordinator({ ...stores, log });
  const texts = new Texts({ reading: options.textReading ?? readInThisThread, scheduler, log });
  const producer = new LocalProducer({ encoder, texts, scheduler, slots, coordinator, metrics, log });
  const segments = new SegmentService({
    shutdownSignal: shutdownSignal.signal,
    ...{ producer, coordinator, admission, isBehindEdges, segmentSizes, metrics },
  });
  const images = new ImageService({
    ...{ formats: new Set(['jpg'] as const), producer, coordinator, segmentSizes, metrics },
    shutdownSignal: shutdownSignal.signal,
  });
  const video = asset.ladder.video[0]!;
  const audio = asset.ladder.audio[0]!;
  return {
    ...{
      asset,
      segments,
      images,
      admission,
      coordinator,
      failures,
      encoder,
      scheduler,
      cache,
      texts,
      metrics,
      segmentSizes,
      video,
      audio,
    },
    /** Requests a segment as a viewer who may leave. */
    ask(name: SegmentName, rendition: Rendition = video, viewer = 'viewer') {
      const controller = new AbortController();
      const answer = segments.get(
        segmentRef(variantOf(asset, rendition), name),
        viewerWith(controller.signal, viewer),
      );
      answer.catch(() => undefined);
      return { answer, signal: controller.signal, leave: () => controller.abort() };
    },
    prefetch(segment: number, rendition: Rendition = video, signal = new AbortController().signal) {
      segments.follow(viewerWith(signal), { variant: variantOf(asset, rendition), segment });
    },
    prepare(
      renditions: readonly Rendition[],
      initial: readonly Rendition[],
      signal = new AbortController().signal,
    ) {
      const variants = renditions.map((rendition) => variantOf(asset, rendition));
      const first = initial.map((rendition) => variantOf(asset, rendition));
      segments.prepare(asset, { variants, initial: first }, viewerWith(signal));
    },
    /** Starts the shutdown. */
    close: () => shutdownSignal.abort(),
    pass(ms: number) {
      now += ms;
    },
    /** The log's lines with this message. */
    logged: (message: string) =>
      lines
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter((line) => line['msg'] === message),
    async counted(result: string) {
      const { values } = await metrics.segmentRequests.get();
      return values.find(({ labels }) => labels.result === result)?.value ?? 0;
    },
  };
}
