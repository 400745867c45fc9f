/** Makes segments: waits for a slot, lends the master's bytes to the encoder, and logs what came of it. */

import type { Logger } from 'pino';
import { type Asset, type Rendition, withFile } from '../assets/index.js';
import {
  type AudioRendition,
  audioInit,
  chunkCount,
  type EncodedSegment,
  type VideoRendition,
  videoInit,
} from '../encoder/index.js';
import { segmentLength } from '../masters/index.js';
import { OnplayError } from '../shared/errors.js';
import type { Scheduler, Turn } from '../shared/scheduler/scheduler.js';
import type { WorkContext } from '../shared/single-flight.js';
import type { ParameterSets } from './parameter-sets.js';
import { type MadeSegment, NO_TIME } from './produced-segment.js';
import type { SegmentEncoder } from './segment-encoder.js';
import { type SegmentName, segmentKey } from './segment-name.js';

export interface SegmentMakerOptions {
  readonly scheduler: Scheduler;
  readonly encoder: Omit<SegmentEncoder, 'parameterSets'>;
  readonly parameterSets: ParameterSets;
  readonly log: Logger;
}

export class SegmentMaker {
  readonly #options: SegmentMakerOptions;

  constructor(options: SegmentMakerOptions) {
    this.#options = options;
  }

  /**
   * Makes a segment anew, in the lane of its kind.
   * @throws OnplayError what the scheduler, reading the master and encoding throw; `master_changed` when the master was
   *   replaced meanwhile.
   */
  make(asset: Asset, rendition: Rendition, name: SegmentName, context: WorkContext): Promise<MadeSegment> {
    if (name === 'init') return this.#init(asset, rendition, context);
    return rendition.kind === 'video'
      ? this.#video(asset, rendition, name, context)
      : this.#audio(asset, rendition, name, context);
  }

  /** Put together from what is known; of pictures the parameter sets are encoded, of sound nothing. */
  async #init(asset: Asset, rendition: Rendition, context: WorkContext): Promise<MadeSegment> {
    if (rendition.kind === 'audio') return { bytes: audioInit(rendition), timings: NO_TIME, slotMs: 0 };
    const made = await this.#options.parameterSets.of(asset, rendition, context);
    return { ...made, bytes: videoInit(rendition, made.bytes) };
  }

  async #video(
    asset: Asset,
    rendition: VideoRendition,
    segment: number,
    context: WorkContext,
  ): Promise<MadeSegment> {
    const track = asset.index.video;
    if (!track) throw segmentUnknown();
    if (rendition.passthrough) {
      const request = { track, map: asset.map, rendition, segment };
      return this.#inTurn(asset, rendition, segment, context, 1, () =>
        withFile(asset, track.file, (source) => this.#options.encoder.copyVideo(request, source)),
      );
    }
    // Made in the other lane while the segment is encoded, which needs them only to be checked.
    const parameterSets = this.#options.parameterSets
      .of(asset, rendition, context)
      .then(({ bytes }) => bytes);
    parameterSets.catch(() => undefined);
    const request = { track, map: asset.map, rendition, segment, parameterSets };
    const most = processesWorthwhile(asset, segment, context);
    return this.#inTurn(asset, rendition, segment, context, most, ({ signal }, processes) =>
      withFile(asset, track.file, (source) =>
        this.#options.encoder.video({ ...request, processes }, source, signal),
      ),
    );
  }

  async #audio(
    asset: Asset,
    rendition: AudioRendition,
    segment: number,
    context: WorkContext,
  ): Promise<MadeSegment> {
    const track = asset.index.audio.find(({ id }) => id === rendition.trackId);
    if (!track) throw segmentUnknown();
    const { encoder } = this.#options;
    const request = { track, map: asset.map, rendition, segment };
    return this.#inTurn(asset, rendition, segment, context, 1, ({ signal }) =>
      withFile(asset, track.file, (source) =>
        rendition.passthrough ? encoder.copyAudio(request, source) : encoder.audio(request, source, signal),
      ),
    );
  }

  #inTurn(
    asset: Asset,
    rendition: Rendition,
    segment: number,
    { signal, urgency, client }: WorkContext,
    mostSlots: number,
    encode: (turn: Turn, slots: number) => Promise<EncodedSegment>,
  ): Promise<MadeSegment> {
    const lane = rendition.kind === 'video' && !rendition.passthrough ? 'heavy' : 'light';
    const work = async (turn: Turn): Promise<MadeSegment> => {
      const slots = 1 + turn.takeFree(mostSlots - 1);
      const { bytes, timings } = await encode(turn, slots);
      const slotMs = slots * (timings.feedMs + timings.encodeMs + timings.packageMs);
      const made = { bytes, timings: { ...timings, queueMs: turn.queuedMs }, slotMs };
      this.#log(asset, rendition, segment, made);
      return made;
    };
    return this.#options.scheduler.run({ lane, urgency, client }, work, signal);
  }

  #log(asset: Asset, rendition: Rendition, segment: number, { bytes, timings }: MadeSegment): void {
    const rounded = Object.entries(timings).map(([name, ms]) => [name, Math.round(ms)]);
    this.#options.log.info(
      {
        ...{ asset: asset.id, rendition: rendition.id, segment },
        recipe: segmentKey(asset, rendition, segment),
        bytes: bytes.byteLength,
        ...Object.fromEntries(rounded),
      },
      'segment encoded',
    );
  }
}

/** Who has so much more to play than the segment is long need not have it sooner than one process makes it. */
const AMPLE_MS = 2000;

/** A viewer who would wait is worth the work that several processes do twice. */
function processesWorthwhile({ map }: Asset, segment: number, { urgency }: WorkContext): number {
  const seconds = segmentLength(map, segment);
  const isShort = urgency.dueAt < performance.now() + seconds * 1000 + AMPLE_MS;
  const isWaitedFor = urgency.priority === 'demand' && isShort;
  return isWaitedFor ? chunkCount(seconds) : 1;
}

/** @returns the error for a segment that the asset does not have. */
export function segmentUnknown(): OnplayError {
  return new OnplayError('segment_unknown', { publicDetail: 'The rendition has no such segment.' });
}
