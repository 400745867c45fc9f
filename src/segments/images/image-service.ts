/** Answers requests for images from the caches, or by producing the image. */
import { completed, segmentCount, variantOf } from '../../assets/index.js';
import type { ImageFormat } from '../../shared/image-formats.js';
import type { Metrics } from '../../shared/metrics.js';
import { shuttingDown } from '../../shared/scheduler/errors.js';
import type { Coordinator } from '../coordinator.js';
import type { SegmentProducer } from '../segment-producer.js';
import { isSegment, type SegmentRef, segmentRef, segmentUnknown } from '../segment-ref.js';
import type { SegmentSizes } from '../segment-sizes.js';
import { type ServedSegment, servedWhenProduced } from '../served-segment.js';
import { ImageTurns } from './image-turns.js';

interface ImageServiceOptions {
  /** That can be made. */
  readonly formats: ReadonlySet<ImageFormat>;
  readonly producer: Pick<SegmentProducer, 'produce' | 'slots'>;
  readonly coordinator: Coordinator;
  readonly segmentSizes: Pick<SegmentSizes, 'record'>;
  readonly metrics: Pick<Metrics, 'segmentRequests'>;
  /** Aborts when the server starts to shut down. */
  readonly shutdownSignal: AbortSignal;
  /** Milliseconds of the process's clock. */
  readonly clock?: () => number;
}

/** Who asks for an image; `client` as in `Viewer`. */
interface ImageClient {
  readonly client: string;
  /** Aborts when the client disconnects before the response. */
  readonly signal: AbortSignal;
}

/** An image is due later than the segments of a player that would stall without them: those go first. */
const PATIENCE_MS = 6000;

/**
 * Images that are not cached wait for their turns, and then for slots of the lane of video encodes. Who asks for them is no viewer:
 * admission, which keeps slots for those who play, does not count them.
 */
export class ImageService {
  readonly #options: ImageServiceOptions;
  readonly #turns: ImageTurns;
  readonly #clock: () => number;

  constructor(options: ImageServiceOptions) {
    const { producer, clock = () => performance.now() } = options;
    this.#options = options;
    this.#clock = clock;
    this.#turns = new ImageTurns(() => producer.slots, clock);
  }

  /** The formats that images can be made in. */
  get formats(): ReadonlySet<ImageFormat> {
    return this.#options.formats;
  }

  /** The image if it is in memory. */
  find(ref: SegmentRef): ServedSegment | undefined {
    const { coordinator, metrics } = this.#options;
    const cached = coordinator.find(ref);
    if (!cached) return undefined;
    metrics.segmentRequests.inc({ result: 'hit' });
    return { bytes: cached.bytes, result: 'hit' };
  }

  /**
   * Returns an image, cached or produced.
   * @throws OnplayError `segment_unknown`; `encode_cancelled` when the signal aborts; `queue_full` when too much is waited for already;
   *   `shutting_down`; what producing it throws.
   */
  async get(known: SegmentRef, { client, signal }: ImageClient): Promise<ServedSegment> {
    const cached = this.find(known);
    if (cached) return cached;
    const { asset, rendition } = known.variant;
    const ref = segmentRef(variantOf(await completed(asset), rendition), known.name);
    if (!isSegment(ref)) throw segmentUnknown();
    const { coordinator, producer, metrics, shutdownSignal } = this.#options;
    if (shutdownSignal.aborted) throw shuttingDown();
    const waiter = { signal, client, priority: 'demand', dueAt: this.#clock() + PATIENCE_MS } as const;
    const shared = coordinator.produce(ref, waiter, (context) =>
      this.#turns.run(context, async () => {
        const produced = await producer.produce(ref, context);
        this.#recordSize(ref, produced.bytes.byteLength);
        return produced;
      }),
    );
    return servedWhenProduced(shared, metrics);
  }

  /** Manifests advertise the bandwidth of trick play, as of all that is played. */
  #recordSize({ variant, name }: SegmentRef, bytes: number): void {
    const { rendition, key } = variant;
    if (rendition.kind !== 'image' || rendition.purpose !== 'trick' || name === 'init') return;
    this.#options.segmentSizes.record(key, name, segmentCount(variant), bytes);
  }
}
