/**
 * The parameter sets that all segments of a rendition share (ISO/IEC 14496-15 5.3.3). Those of a whole ladder are made at
 * once and kept: a process takes longer to start than for all of them. They depend on how renditions are encoded and not on
 * their master, so masters with the same ladder share them.
 */

import { createHash } from 'node:crypto';
import type { Asset } from '../assets/index.js';
import { parameterSetArguments, sourceParameterSets, type VideoRendition } from '../encoder/index.js';
import type { Scheduler, Turn } from '../shared/scheduler/scheduler.js';
import type { Priority } from '../shared/scheduler/urgency.js';
import type { WorkContext } from '../shared/single-flight.js';
import type { Coordinator } from './coordinator.js';
import { joinParameterSets, parameterSetsAt } from './parameter-set-list.js';
import { type MadeSegment, NO_TIME } from './produced-segment.js';
import type { SegmentEncoder } from './segment-encoder.js';

export interface ParameterSetsOptions {
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
   * The content of the rendition's `avcC` box, with the time it took if it was made now. Takes a slot of the light
   * lane for that, so whoever asks must not hold one: it could wait for itself for ever.
   * @param sharing of what the parameter sets are for; they are as urgent as that is, and become it.
   * @throws OnplayError what the encode throws, also for a while after it failed; `encode_cancelled` on abort.
   */
  async of(
    asset: Asset,
    rendition: VideoRendition,
    { signal, urgency, client }: WorkContext,
  ): Promise<MadeSegment> {
    const { coordinator } = this.#options;
    if (rendition.passthrough && asset.index.video) {
      return { bytes: sourceParameterSets(asset.index.video), timings: NO_TIME, slotMs: 0 };
    }
    const renditions = asset.ladder.video.filter(({ passthrough }) => !passthrough);
    const place = renditions.indexOf(rendition);
    const key = keyOf(renditions);
    const kept = coordinator.find(key);
    if (kept) return { bytes: parameterSetsAt(kept.bytes, place), timings: NO_TIME, slotMs: 0 };
    const join = (priority: Priority) =>
      coordinator.share(key, { signal, priority, client, partOf: urgency }, (context) =>
        this.#encode(renditions, context),
      ).promise;
    const made = join(urgency.priority);
    const stop = urgency.onChange(() => void join('demand').catch(() => undefined));
    const list = await made.finally(stop);
    return { ...list, bytes: parameterSetsAt(list.bytes, place) };
  }

  #encode(
    renditions: readonly VideoRendition[],
    { signal, urgency, client }: WorkContext,
  ): Promise<MadeSegment> {
    const encode = async (turn: Turn): Promise<MadeSegment> => {
      const startedAt = performance.now();
      const sets = await this.#options.encoder.parameterSets(renditions, turn.signal);
      const bytes = joinParameterSets(sets);
      const encodeMs = performance.now() - startedAt;
      return { bytes, timings: { ...NO_TIME, queueMs: turn.queuedMs, encodeMs }, slotMs: encodeMs };
    };
    return this.#options.scheduler.run({ lane: 'light', urgency, client }, encode, signal);
  }
}

const keys = new WeakMap<VideoRendition, string>();

/** Named by the command line that makes them; remembered by the first of a ladder, which is in no other. */
function keyOf(renditions: readonly VideoRendition[]): string {
  const [first] = renditions;
  const known = first && keys.get(first);
  if (known) return known;
  const command = parameterSetArguments(renditions).join('\0');
  const key = `parameter-sets-${createHash('sha256').update(command).digest('hex').slice(0, 16)}`;
  if (first) keys.set(first, key);
  return key;
}
