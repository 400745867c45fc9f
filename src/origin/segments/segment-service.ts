/**
 * The just-in-time question: is the segment there, is it being made, has it just failed, or must it be made? One
 * encode serves everybody who waits for it, and is stopped when nobody does any more.
 */
import type { Logger } from 'pino';
import type { EncoderSettings, EncodeTimings } from '../../encoder/encoder.js';
import type { FailureMemory } from '../../encoder/failure-memory.js';
import type { AudioRendition, VideoRendition } from '../../encoder/rendition.js';
import type { Scheduler } from '../../encoder/scheduler.js';
import { encodeAudioSegment } from '../../encoder/segment/audio-segment.js';
import { audioInit, encodeParameterSets, videoInit } from '../../encoder/segment/init.js';
import { type EncodedSegment, encodeVideoSegment } from '../../encoder/segment/video-segment.js';
import { type Interest, SharedWork, type Sharing } from '../../encoder/shared-work.js';
import { OnplayError } from '../../errors.js';
import type { Metrics } from '../../metrics.js';
import { type Asset, type Rendition, segmentCount } from '../assets/asset.js';
import type { MeasuredRates } from './measured-rates.js';
import type { SegmentCache } from './segment-cache.js';

/** A media segment by its number, counted from 0, or the init segment. */
export type SegmentName = number | 'init';
export type SegmentResult = 'hit' | 'read-ahead' | 'miss' | 'collapsed';

export interface ServedSegment {
  readonly bytes: Uint8Array;
  readonly result: SegmentResult;
  /** Of the encode that this request waited for; absent for hits. */
  readonly timings?: SegmentTimings;
}

export interface SegmentTimings extends EncodeTimings {
  readonly queueMs: number;
}

export interface SegmentServiceOptions {
  readonly encoder: EncoderSettings;
  readonly scheduler: Scheduler;
  readonly cache: SegmentCache;
  readonly failures: FailureMemory;
  readonly rates: MeasuredRates;
  readonly metrics: Metrics;
  readonly log: Logger;
}

interface Made {
  readonly bytes: Uint8Array;
  readonly timings: SegmentTimings;
}

const NO_TIMINGS: EncodeTimings = { feedMs: 0, encodeMs: 0, packageMs: 0 };

export class SegmentService {
  readonly #options: SegmentServiceOptions;
  readonly #making = new SharedWork<Made>();

  constructor(options: SegmentServiceOptions) {
    this.#options = options;
  }

  /**
   * The bytes of a segment.
   * @param rendition one of the asset's own.
   * @throws OnplayError `segment_unknown` beyond the last one, what making it throws, `encode_cancelled` on abort.
   */
  async get(
    asset: Asset,
    rendition: Rendition,
    name: SegmentName,
    signal: AbortSignal,
  ): Promise<ServedSegment> {
    if (name !== 'init' && name >= segmentCount(asset, rendition)) throw segmentUnknown();
    const { cache, metrics } = this.#options;
    const key = segmentKey(asset, rendition, name);
    const cached = cache.get(key);
    if (cached) {
      const result = cached.readAhead ? 'read-ahead' : 'hit';
      cached.readAhead = false;
      metrics.segmentRequests.inc({ result });
      return { bytes: cached.bytes, result };
    }
    const { promise, collapsed } = this.#share(asset, rendition, name, { signal });
    const result = collapsed ? 'collapsed' : 'miss';
    try {
      const { bytes, timings } = await promise;
      metrics.segmentRequests.inc({ result });
      return { bytes, result, timings };
    } catch (error) {
      metrics.segmentRequests.inc({ result: 'error' });
      throw error;
    }
  }

  /** Starts making a segment that will be wanted soon, if it is there to be made and there is room. Never throws. */
  readAhead(asset: Asset, rendition: Rendition, segment: number): void {
    if (segment >= segmentCount(asset, rendition)) return;
    if (this.#options.cache.has(segmentKey(asset, rendition, segment))) return;
    const interest = { signal: new AbortController().signal, priority: 'read-ahead', keep: true } as const;
    this.#share(asset, rendition, segment, interest).promise.catch(() => undefined);
  }

  #share(asset: Asset, rendition: Rendition, name: SegmentName, interest: Interest) {
    const key = segmentKey(asset, rendition, name);
    const failed = this.#options.failures.recall(key);
    if (failed) return { promise: Promise.reject(failed), collapsed: false };
    return this.#making.share(key, interest, (sharing) => this.#make(asset, rendition, name, sharing));
  }

  async #make(asset: Asset, rendition: Rendition, name: SegmentName, sharing: Sharing): Promise<Made> {
    const { cache, failures, rates, scheduler } = this.#options;
    const key = segmentKey(asset, rendition, name);
    // Before a slot is taken: a segment that holds one while it waits for another could wait for ever.
    const parameterSets =
      rendition.kind === 'video' ? await this.#parameterSets(asset, rendition, sharing) : undefined;
    const lane = rendition.kind === 'video' && name !== 'init' ? 'heavy' : 'light';
    try {
      const made = await scheduler.run(
        { lane, urgency: sharing.urgency },
        (turn) => this.#encode(asset, rendition, name, parameterSets, turn),
        sharing.signal,
      );
      failures.forget(key);
      cache.set(key, { bytes: made.bytes, readAhead: sharing.urgency.priority === 'read-ahead' });
      if (name !== 'init') {
        rates.record(asset.keyOf(rendition), name, segmentCount(asset, rendition), made.bytes.byteLength);
      }
      return made;
    } catch (error) {
      if (error instanceof OnplayError) failures.remember(key, error);
      throw error;
    }
  }

  /** The parameter sets that all segments of a rendition share, kept as its init segment's neighbour in the cache. */
  async #parameterSets(
    asset: Asset,
    rendition: VideoRendition,
    { signal, urgency }: Sharing,
  ): Promise<Uint8Array> {
    const { cache, encoder, scheduler } = this.#options;
    const key = `${asset.keyOf(rendition)}/parameter-sets`;
    const cached = cache.get(key);
    if (cached) return cached.bytes;
    const making = this.#making.share(key, { signal, priority: urgency.priority }, async (sharing) => {
      const job = { lane: 'light', urgency: sharing.urgency } as const;
      return scheduler.run(
        job,
        async (turn) => {
          const bytes = await this.#counted('init', () =>
            encodeParameterSets(encoder, rendition, turn.signal),
          );
          cache.set(key, { bytes, readAhead: false });
          return { bytes, timings: { ...NO_TIMINGS, queueMs: turn.queuedMs } };
        },
        sharing.signal,
      );
    });
    return (await making.promise).bytes;
  }

  async #encode(
    asset: Asset,
    rendition: Rendition,
    name: SegmentName,
    parameterSets: Uint8Array | undefined,
    turn: { readonly signal: AbortSignal; readonly queuedMs: number },
  ): Promise<Made> {
    if (name === 'init') {
      const bytes =
        rendition.kind === 'audio'
          ? audioInit(rendition)
          : videoInit(rendition, parameterSets ?? new Uint8Array());
      return { bytes, timings: { ...NO_TIMINGS, queueMs: turn.queuedMs } };
    }
    const made = await this.#counted(rendition.kind, () =>
      rendition.kind === 'audio'
        ? this.#encodeAudio(asset, rendition, name, turn.signal)
        : this.#encodeVideo(asset, rendition, name, parameterSets ?? new Uint8Array(), turn.signal),
    );
    const { timings } = made;
    const recipe = `${asset.keyOf(rendition)}/${name}`;
    this.#options.log.info(
      {
        asset: asset.id,
        rendition: rendition.id,
        segment: name,
        recipe,
        bytes: made.bytes.byteLength,
        ...rounded(timings),
      },
      'segment encoded',
    );
    return { bytes: made.bytes, timings: { ...timings, queueMs: turn.queuedMs } };
  }

  async #encodeVideo(
    asset: Asset,
    rendition: VideoRendition,
    segment: number,
    parameterSets: Uint8Array,
    signal: AbortSignal,
  ): Promise<EncodedSegment> {
    const track = asset.index.video;
    if (!track) throw segmentUnknown();
    const source = await asset.openFile(track.file);
    try {
      const request = { track, map: asset.map, rendition, segment, parameterSets };
      return await encodeVideoSegment(this.#options.encoder, request, source, signal);
    } finally {
      await source.close();
    }
  }

  async #encodeAudio(
    asset: Asset,
    rendition: AudioRendition,
    segment: number,
    signal: AbortSignal,
  ): Promise<EncodedSegment> {
    const track = asset.index.audio.find(({ id }) => id === rendition.trackId);
    if (!track) throw segmentUnknown();
    const source = await asset.openFile(track.file);
    try {
      const request = { track, map: asset.map, rendition, segment };
      return await encodeAudioSegment(this.#options.encoder, request, source, signal);
    } finally {
      await source.close();
    }
  }

  async #counted<T>(kind: 'video' | 'audio' | 'init', encode: () => Promise<T>): Promise<T> {
    const { metrics } = this.#options;
    const stop = metrics.encodeSeconds.startTimer();
    try {
      const result = await encode();
      metrics.encodes.inc({ kind, outcome: 'ok' });
      return result;
    } catch (error) {
      const cancelled = error instanceof OnplayError && error.code === 'encode_cancelled';
      metrics.encodes.inc({ kind, outcome: cancelled ? 'cancelled' : 'failed' });
      throw error;
    } finally {
      stop();
    }
  }
}

/** Names the bytes everywhere: in the cache, the entity tag and the log. */
export function segmentKey(asset: Asset, rendition: Rendition, name: SegmentName): string {
  return `${asset.keyOf(rendition)}/${name}`;
}

function rounded(timings: EncodeTimings): Record<string, number> {
  return Object.fromEntries(Object.entries(timings).map(([name, ms]) => [name, Math.round(ms)]));
}

function segmentUnknown(): OnplayError {
  return new OnplayError('segment_unknown', { publicDetail: 'The rendition has no such segment.' });
}
