/**
 * The parameter sets that all segments of a rendition share (ISO/IEC 14496-15 5.3.3). One process encodes those of a
 * whole ladder, since starting it takes longer than all of them; they are then cached. They depend on how renditions are
 * encoded and not on the master, so masters with the same ladder share them.
 */

import { createHash } from 'node:crypto';
import type { Asset } from '../assets/index.js';
import {
  type MediaRendition,
  parameterSetArguments,
  producerOf,
  type SegmentRequest,
  type VideoRendition,
} from '../encoder/index.js';
import type { Scheduler, SlotLease } from '../shared/scheduler/scheduler.js';
import type { Priority } from '../shared/scheduler/urgency.js';
import type { WorkContext } from '../shared/single-flight.js';
import type { Coordinator } from './coordinator.js';
import { joinParameterSets, parameterSetsAt } from './parameter-set-list.js';
import { NO_TIME, type ProducedSegment } from './produced-segment.js';
import type { SegmentEncoder } from './segment-encoder.js';

interface ParameterSetsOptions {
  readonly coordinator: Coordinator;
  readonly scheduler: Scheduler;
  readonly encoder: Pick<SegmentEncoder, 'parameterSets'>;
}

export class ParameterSets {
  readonly #options: ParameterSetsOptions;

  constructor(options: ParameterSetsOptions) {
    this.#options = options;
  }

  /**
   * The rendition's decoder configuration, with the time it took where this call encoded it. The encode takes a slot of
   * the light lane, so the caller must not hold one, or it could wait for itself forever.
   * @param context of the work that needs the parameter sets: they are as urgent as that work, and promoted with it.
   * @throws OnplayError what the encode throws, also for a while after it failed; `encode_cancelled` on abort.
   */
  async of(
    { asset, rendition, track }: Pick<SegmentRequest, 'rendition' | 'track'> & { readonly asset: Asset },
    { signal, urgency, client }: WorkContext,
  ): Promise<ProducedSegment> {
    const { coordinator } = this.#options;
    const known = producerOf(rendition).configuration?.(track, rendition);
    if (known) return { bytes: known, timings: NO_TIME, slotMs: 0 };
    const renditions = encodedWith(asset, rendition);
    const index = renditions.findIndex(({ id }) => id === rendition.id);
    const item = { key: keyOf(renditions) };
    const cached = coordinator.find(item);
    if (cached) return { bytes: parameterSetsAt(cached.bytes, index), timings: NO_TIME, slotMs: 0 };
    const join = (priority: Priority) =>
      coordinator.produce(item, { signal, priority, client, partOf: urgency }, (context) =>
        this.#encode(renditions, context),
      ).promise;
    const joined = join(urgency.priority);
    const stop = urgency.onChange(() => void join(urgency.priority).catch(() => undefined));
    const list = await joined.finally(stop);
    return { ...list, bytes: parameterSetsAt(list.bytes, index) };
  }

  #encode(
    renditions: readonly VideoRendition[],
    { signal, urgency, client }: WorkContext,
  ): Promise<ProducedSegment> {
    const encode = async (turn: SlotLease): Promise<ProducedSegment> => {
      const startedAt = performance.now();
      const sets = await this.#options.encoder.parameterSets(renditions, turn.signal);
      const bytes = joinParameterSets(sets);
      const encodeMs = performance.now() - startedAt;
      return { bytes, timings: { ...NO_TIME, queueMs: turn.queuedMs, encodeMs }, slotMs: encodeMs };
    };
    return this.#options.scheduler.run({ lane: 'light', urgency, client }, encode, signal);
  }
}

/** Those of a ladder together; what is not in it, as that of trick play, by itself. */
function encodedWith({ ladder }: Asset, rendition: MediaRendition): readonly VideoRendition[] {
  const encoded = ladder.video.filter((each) => !producerOf(each).configuration);
  const isAlone = rendition.kind === 'video' && !encoded.some(({ id }) => id === rendition.id);
  return isAlone ? [rendition] : encoded;
}

const keys = new WeakMap<VideoRendition, string>();

/** Derived from the command line that encodes them; memoized by the first of the renditions, which no other list has. */
function keyOf(renditions: readonly VideoRendition[]): string {
  const [first] = renditions;
  const known = first && keys.get(first);
  if (known) return known;
  const command = parameterSetArguments(renditions).join('\0');
  const key = `parameter-sets-${createHash('sha256').update(command).digest('hex').slice(0, 16)}`;
  if (first) keys.set(first, key);
  return key;
}
