/**
 * The parameter sets that all segments of a rendition share (ISO/IEC 14496-15 5.3.3), made once and kept. They depend on
 * how a rendition is encoded and not on its master, so renditions of many masters share theirs.
 */
import { createHash } from 'node:crypto';
import { parameterSetArguments } from '../../encoder/plan/video-arguments.js';
import type { VideoRendition } from '../../encoder/rendition.js';
import type { Scheduler, Turn } from '../../encoder/scheduler.js';
import type { Priority } from '../../encoder/scheduler-urgency.js';
import { ownParameterSets } from '../../encoder/segment/copy-segment.js';
import type { Sharing } from '../../encoder/shared-work.js';
import type { Asset } from '../assets/asset.js';
import { type MadeSegment, NO_TIME } from './made-segment.js';
import type { SegmentEncoder } from './segment-encoder.js';
import type { SharedMaking } from './shared-making.js';

export interface ParameterSetsOptions {
  readonly making: SharedMaking;
  readonly scheduler: Scheduler;
  readonly encoder: Pick<SegmentEncoder, 'parameterSets'>;
}

/** Named by the command line that makes them. */
function parameterSetsKey(rendition: VideoRendition): string {
  const command = parameterSetArguments(rendition).join('\0');
  return `parameter-sets-${createHash('sha256').update(command).digest('hex').slice(0, 16)}`;
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
    { signal, urgency, owner }: Sharing,
  ): Promise<MadeSegment> {
    const { making } = this.#options;
    if (rendition.passthrough && asset.index.video) {
      return { bytes: ownParameterSets(asset.index.video), timings: NO_TIME, slotMs: 0 };
    }
    const key = parameterSetsKey(rendition);
    const kept = making.find(key);
    if (kept) return { bytes: kept.bytes, timings: NO_TIME, slotMs: 0 };
    const join = (priority: Priority) =>
      making.share(key, { signal, priority, owner }, (sharing) => this.#encode(rendition, sharing)).promise;
    const made = join(urgency.priority);
    const stop = urgency.onRaise(() => void join('demand').catch(() => undefined));
    return made.finally(stop);
  }

  #encode(rendition: VideoRendition, { signal, urgency, owner }: Sharing): Promise<MadeSegment> {
    const encode = async (turn: Turn): Promise<MadeSegment> => {
      const startedAt = performance.now();
      const bytes = await this.#options.encoder.parameterSets(rendition, turn.signal);
      const encodeMs = performance.now() - startedAt;
      return { bytes, timings: { ...NO_TIME, queueMs: turn.queuedMs, encodeMs }, slotMs: encodeMs };
    };
    return this.#options.scheduler.run({ lane: 'light', urgency, owner }, encode, signal);
  }
}
