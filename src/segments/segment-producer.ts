/** Produces segments: waits for a slot, opens the master for the encoder, and logs the result. */

import type { Logger } from 'pino';
import { type Asset, type Rendition, type Variant, withFile } from '../assets/index.js';
import { chunkCount, type EncodedSegment, producerOf, type SegmentRequest } from '../encoder/index.js';
import { segmentLength } from '../masters/index.js';
import { OnplayError } from '../shared/errors.js';
import type { Scheduler, SlotLease } from '../shared/scheduler/scheduler.js';
import type { WorkContext } from '../shared/single-flight.js';
import type { ParameterSets } from './parameter-sets.js';
import type { ProducedSegment } from './produced-segment.js';
import type { SegmentEncoder } from './segment-encoder.js';
import type { SegmentRef } from './segment-ref.js';

export interface SegmentProducerOptions {
  readonly scheduler: Scheduler;
  readonly encoder: Omit<SegmentEncoder, 'parameterSets'>;
  readonly parameterSets: ParameterSets;
  readonly log: Logger;
}

/** A media segment to produce. */
interface Job extends Variant {
  readonly segment: number;
  /** See `SegmentRef`. */
  readonly key: string;
  readonly context: WorkContext;
}

export class SegmentProducer {
  readonly #options: SegmentProducerOptions;

  constructor(options: SegmentProducerOptions) {
    this.#options = options;
  }

  /**
   * Produces a segment, whether or not it is cached, in its rendition's lane.
   * @throws OnplayError what the scheduler, reading the master and encoding throw; `master_changed` when the master was
   *   replaced meanwhile; `segment_unknown` when the asset has no such track.
   */
  produce(ref: SegmentRef, context: WorkContext): Promise<ProducedSegment> {
    const { variant, name } = ref;
    if (name === 'init') return this.#init(variant, context);
    return this.#segment({ ...variant, segment: name, key: ref.key, context });
  }

  async #init({ asset, rendition }: Variant, context: WorkContext): Promise<ProducedSegment> {
    const source = { asset, rendition, track: trackOf(asset, rendition) };
    const sets = await this.#options.parameterSets.of(source, context);
    return { ...sets, bytes: producerOf(rendition).init(rendition, sets.bytes) };
  }

  async #segment(job: Job): Promise<ProducedSegment> {
    const { asset, rendition, segment, context } = job;
    const track = trackOf(asset, rendition);
    // Encoded in the light lane beside the segment, which needs them only for its check.
    const configuration = this.#options.parameterSets
      .of({ asset, rendition, track }, context)
      .then(({ bytes }) => bytes);
    configuration.catch(() => undefined);
    const request = { track, map: asset.map, rendition, segment };
    const isHeavy = producerOf(rendition).lane === 'heavy';
    const maxSlots = isHeavy ? usefulProcesses(asset, segment, context) : 1;
    return this.#runInSlot(job, maxSlots, ({ signal }, processes) =>
      withFile(asset, track.file, (source) =>
        this.#options.encoder.segment(request, { source, signal, processes, configuration }),
      ),
    );
  }

  #runInSlot(
    job: Job,
    maxSlots: number,
    encode: (turn: SlotLease, slots: number) => Promise<EncodedSegment>,
  ): Promise<ProducedSegment> {
    const { rendition, context } = job;
    const { signal, urgency, client } = context;
    const { lane } = producerOf(rendition);
    const work = async (turn: SlotLease): Promise<ProducedSegment> => {
      const slots = 1 + turn.takeFreeSlots(maxSlots - 1);
      const { bytes, timings } = await encode(turn, slots);
      const slotMs = slots * (timings.feedMs + timings.encodeMs + timings.packageMs);
      const produced = { bytes, timings: { ...timings, queueMs: turn.queuedMs }, slotMs };
      this.#log(job, produced);
      return produced;
    };
    return this.#options.scheduler.run({ lane, urgency, client }, work, signal);
  }

  #log({ asset, rendition, segment, key }: Job, { bytes, timings }: ProducedSegment): void {
    const rounded = Object.entries(timings).map(([name, ms]) => [name, Math.round(ms)]);
    this.#options.log.info(
      {
        ...{ asset: asset.id, rendition: rendition.id, segment },
        recipe: key,
        bytes: bytes.byteLength,
        ...Object.fromEntries(rounded),
      },
      'segment encoded',
    );
  }
}

function trackOf({ index }: Asset, rendition: Rendition): SegmentRequest['track'] {
  const track = producerOf(rendition).track(index, rendition);
  if (!track) throw segmentUnknown();
  return track;
}

/** One process meets a deadline that is the segment's duration plus this much away. */
const AMPLE_MS = 2000;

/** Several processes duplicate some work; that is worthwhile only for a viewer who would have to wait otherwise. */
function usefulProcesses({ map }: Asset, segment: number, { urgency }: WorkContext): number {
  const seconds = segmentLength(map, segment);
  const isShort = urgency.dueAt < performance.now() + seconds * 1000 + AMPLE_MS;
  const isWaitedFor = urgency.priority === 'demand' && isShort;
  return isWaitedFor ? chunkCount(seconds) : 1;
}

/** Returns the error for a segment that the rendition does not have. */
export function segmentUnknown(): OnplayError {
  return new OnplayError('segment_unknown', { publicDetail: 'The rendition has no such segment.' });
}
