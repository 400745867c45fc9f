/** Produces segments on this machine: waits for a slot, opens the master for the encoder, and logs the result. */

import type { Logger } from 'pino';
import {
  type Asset,
  assetForSegment,
  completed,
  findVariant,
  type SourceTrack,
  type Texts,
  tracksOf,
  type Variant,
  versionGone,
  withFile,
} from '../assets/index.js';
import {
  chunkCount,
  type EncodedSegment,
  type MediaRendition,
  producerOf,
  type SegmentRequest,
} from '../encoder/index.js';
import { segmentLength } from '../masters/index.js';
import type { Metrics } from '../shared/metrics.js';
import { tenantOfClient } from '../shared/scheduler/client-name.js';
import type { Scheduler, SlotLease } from '../shared/scheduler/scheduler.js';
import type { WorkContext } from '../shared/single-flight.js';
import { noTracing, type Tracing } from '../shared/tracing/tracing.js';
import { beginSpan } from '../shared/tracing/wait-span.js';
import { burnSourceOf, wholeTextOf } from './burn-source.js';
import type { Coordinator } from './coordinator.js';
import { ImageProducer } from './images/image-producer.js';
import { ParameterSets } from './parameter-sets.js';
import type { ProducedSegment } from './produced-segment.js';
import { countedEncoder, type SegmentEncoder } from './segment-encoder.js';
import type { SegmentProducer } from './segment-producer.js';
import { type SegmentRef, segmentUnknown } from './segment-ref.js';
import { slotTime } from './slot-time.js';
import { produceText } from './text/text-producer.js';

interface LocalProducerOptions {
  readonly encoder: SegmentEncoder;
  readonly texts: Texts;
  readonly scheduler: Scheduler;
  /** How many encodes of video the scheduler runs concurrently. */
  readonly slots: number;
  /** Shares and caches the parameter sets, as it does the segments. */
  readonly coordinator: Coordinator;
  readonly metrics: Pick<Metrics, 'encodes' | 'encodeSeconds'>;
  readonly tracing?: Tracing;
  readonly log: Logger;
}

/** A media segment to produce. */
interface Job extends Variant {
  readonly rendition: MediaRendition;
  readonly segment: number;
  /** See `SegmentRef`. */
  readonly key: string;
  readonly context: WorkContext;
}

export class LocalProducer implements SegmentProducer {
  readonly #scheduler: Scheduler;
  readonly #encoder: SegmentEncoder;
  readonly #parameterSets: ParameterSets;
  readonly #images: ImageProducer;
  readonly #texts: Texts;
  readonly #tracing: Tracing;
  readonly #log: Logger;
  readonly slots: number;

  constructor({
    encoder,
    texts,
    scheduler,
    slots,
    coordinator,
    metrics,
    tracing = noTracing,
    log,
  }: LocalProducerOptions) {
    this.slots = slots;
    this.#scheduler = scheduler;
    this.#encoder = countedEncoder(encoder, metrics);
    this.#parameterSets = new ParameterSets({ coordinator, scheduler, encoder: this.#encoder });
    const parameterSets = this.#parameterSets;
    this.#images = new ImageProducer({ encoder: this.#encoder, scheduler, parameterSets, log });
    this.#texts = texts;
    this.#tracing = tracing;
    this.#log = log;
  }

  get queueLength(): number {
    return this.#scheduler.depth;
  }

  waitingClients(except: string): number {
    return this.#scheduler.waitingClients(except);
  }

  /** A segment is produced in its rendition's lane, when the places of its samples are known. */
  produce(ref: SegmentRef, context: WorkContext): Promise<ProducedSegment> {
    const { variant, name } = ref;
    const { rendition } = variant;
    if (rendition.kind === 'image') {
      const isTrickInit = rendition.purpose === 'trick' && name === 'init';
      if (isTrickInit) return this.#init(variant.asset, rendition.encoding, context);
      return this.#images.produce(ref, rendition, context);
    }
    if (rendition.kind === 'text') {
      if (name === 'init') return Promise.reject(segmentUnknown());
      return produceText(this.#texts, { asset: variant.asset, rendition, segment: name }, context);
    }
    if (name === 'init') return this.#init(variant.asset, rendition, context);
    const job = (asset: Asset) => ({ ...variant, rendition, asset, segment: name, key: ref.key, context });
    const known = assetForSegment(variant.asset, name);
    if (known) return this.#traced(job(known));
    return completed(variant.asset).then((asset) => {
      if (!findVariant(asset, variant.key)) throw versionGone();
      return this.#traced(job(asset));
    });
  }

  async #init(asset: Asset, rendition: MediaRendition, context: WorkContext): Promise<ProducedSegment> {
    const source = { asset, rendition, track: trackOf(asset, rendition) };
    const sets = await this.#parameterSets.of(source, context);
    return { ...sets, bytes: producerOf(rendition).init(rendition, sets.bytes) };
  }

  #traced(job: Job): Promise<ProducedSegment> {
    const { asset, rendition } = job;
    const attributes = { 'onplay.asset': asset.id, 'onplay.rendition': rendition.id };
    return this.#tracing.span('produce', attributes, () => this.#segment(job));
  }

  /** Text that is read as a whole is, before there is a slot, which that does not need. */
  async #segment(job: Job): Promise<ProducedSegment> {
    const text = wholeTextOf(job.asset, job.rendition);
    if (!text) return this.#encode(job);
    return this.#encode(job, await this.#texts.sourceTrack(job.asset, text, job.context));
  }

  async #encode(job: Job, whole?: SourceTrack): Promise<ProducedSegment> {
    const { asset, rendition, segment, context } = job;
    const track = trackOf(asset, rendition);
    // Encoded in the light lane beside the segment, which needs them only for its check.
    const configuration = this.#parameterSets
      .of({ asset, rendition, track }, context)
      .then(({ bytes }) => bytes);
    configuration.catch(() => undefined);
    const request = { track, map: asset.map, rendition, segment };
    const isHeavy = producerOf(rendition).lane === 'heavy';
    const maxSlots = isHeavy ? usefulProcesses(asset, segment, context) : 1;
    return this.#runInSlot(job, maxSlots, ({ signal, pauses }, processes) =>
      withFile(
        asset,
        track.file,
        async (source) => {
          const burnSource = burnSourceOf(asset, rendition, { source, whole, texts: this.#texts });
          return this.#encoder.segment(request, {
            ...{ source, signal, pauses, processes, configuration },
            ...(burnSource && { burnSource }),
          });
        },
        signal,
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
    const waited = beginSpan(this.#tracing, 'queue', { 'onplay.lane': lane });
    const work = async (turn: SlotLease): Promise<ProducedSegment> => {
      waited();
      const slots = 1 + turn.takeFreeSlots(maxSlots - 1);
      const { bytes, timings } = await encode(turn, slots);
      const produced = { bytes, ...slotTime(timings, turn, slots) };
      this.#logProduced(job, produced);
      return produced;
    };
    return this.#scheduler.run({ lane, urgency, client }, work, signal).finally(waited);
  }

  #logProduced({ asset, rendition, segment, key, context }: Job, { bytes, timings }: ProducedSegment): void {
    const rounded = Object.entries(timings).map(([name, ms]) => [name, Math.round(ms)]);
    const tenant = tenantOfClient(context.client);
    this.#log.info(
      {
        ...{ asset: asset.id, rendition: rendition.id, segment },
        ...(tenant && { tenant }),
        recipe: key,
        bytes: bytes.byteLength,
        ...Object.fromEntries(rounded),
      },
      'segment encoded',
    );
  }
}

function trackOf(asset: Asset, rendition: MediaRendition): SegmentRequest['track'] {
  const track = producerOf(rendition).track(tracksOf(asset), rendition);
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
