/** How loud assets are: each version is measured once, in the background, when it is first asked for. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { LoudnessRequest, SegmentContext, StretchLoudness } from '../../encoder/index.js';
import { normalizeError } from '../../shared/errors.js';
import type { Scheduler } from '../../shared/scheduler/scheduler.js';
import { Semaphore } from '../../shared/semaphore.js';
import { TaskTracker } from '../../shared/task-tracker.js';
import type { Asset } from '../asset.js';
import { withFile } from '../asset-files.js';
import { completed } from '../asset-for-segment.js';
import { playedAudio } from '../dubs/stored-dub.js';
import type { AssetLibrary } from '../library/asset-library.js';
import { insertGain } from './insert-gain.js';
import type { Loudness } from './loudness.js';
import { audioKey, LoudnessMemory } from './loudness-memory.js';
import { measureTrack } from './measure-asset.js';
import type { MeasuredAudio } from './stored-loudness.js';

export interface KnownLoudnessOptions {
  /** See `measureLoudness`. */
  readonly measure: (
    request: LoudnessRequest,
    context: Pick<SegmentContext, 'source' | 'signal' | 'pauses'>,
  ) => Promise<StretchLoudness>;
  readonly scheduler: Pick<Scheduler, 'run'>;
  readonly library: Pick<AssetLibrary, 'getForMedia'>;
  readonly dataPath: string;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
}

/** More are measured when they are asked for again. */
const MAX_WAITING = 100;
/** More assets than one process begins to measure within `RETRY_MS`; the memory they take is that of their keys. */
const MAX_FAILED = 10_000;
/** After what could not be measured at the moment. */
const RETRY_MS = 60_000;
/** For the fair shares of the scheduler: all measurements are one client. */
const CLIENT = 'loudness';

export class KnownLoudness {
  readonly #options: KnownLoudnessOptions;
  readonly #memory: LoudnessMemory;
  readonly #failed = new LRUCache<string, true>({ max: MAX_FAILED, ttl: RETRY_MS });
  /** What is being measured, or waits for it. */
  readonly #pending = new Set<string>();
  /** One asset after the other: no viewer waits for any. */
  readonly #turns = new Semaphore(1);
  readonly #tasks = new TaskTracker();

  constructor(options: KnownLoudnessOptions) {
    this.#options = options;
    this.#memory = new LoudnessMemory(options);
  }

  /**
   * By how much an insert is made louder or quieter, in decibels: see `insertGain`. 0 until both were measured, which begins now.
   * Waits for no more than two small files. Never rejects.
   */
  async gainOf(programme: Asset, insert: Asset): Promise<number> {
    const [ofProgramme, ofInsert] = await Promise.all([this.#of(programme), this.#of(insert)]);
    return insertGain(ofProgramme, ofInsert);
  }

  /** Resolves when nothing is being measured. Never rejects. */
  idle(): Promise<void> {
    return this.#tasks.idle();
  }

  async #of(asset: Asset): Promise<Loudness | undefined> {
    const audio = audioOf(asset);
    const known = audio && (await this.#memory.recall(audio));
    if (audio && !known) this.#begin(audio);
    return known;
  }

  #begin(audio: MeasuredAudio): void {
    const key = audioKey(audio);
    if (this.#pending.has(key) || this.#failed.has(key) || this.#pending.size >= MAX_WAITING) return;
    this.#pending.add(key);
    const measuring = this.#measureInTurn(audio).finally(() => this.#pending.delete(key));
    void this.#tasks.add(measuring);
  }

  /** By name: assets that wait would hold their indexes, which may be gone from the library. Never rejects. */
  async #measureInTurn(audio: MeasuredAudio): Promise<void> {
    const { log, shutdownSignal } = this.#options;
    const facts = { asset: audio.asset, version: audio.version };
    try {
      await this.#turns.acquire(shutdownSignal);
      try {
        const loudness = await this.#measured(audio);
        if (!loudness) return;
        log.info({ ...facts, ...loudness }, 'loudness measured');
        await this.#memory.remember(audio, loudness);
      } finally {
        this.#turns.release();
      }
    } catch (error) {
      if (shutdownSignal.aborted) return;
      this.#failed.set(audioKey(audio), true);
      log.warn({ ...facts, code: normalizeError(error).code, err: error }, 'loudness could not be measured');
    }
  }

  /** Undefined for audio that its asset does not have any more. @throws OnplayError as `AssetLibrary.getForMedia`; what `measure` throws. */
  async #measured(audio: MeasuredAudio): Promise<Loudness | undefined> {
    const { library, shutdownSignal } = this.#options;
    const asset = await completed(await library.getForMedia(audio.asset, shutdownSignal));
    const track = playedAudio(asset.index);
    if (!track || audioKey(audioIn(asset, track)) !== audioKey(audio)) return undefined;
    return measureTrack(track, (request) => this.#measure(asset, request));
  }

  #measure(asset: Asset, request: LoudnessRequest): Promise<StretchLoudness> {
    const { scheduler, measure, shutdownSignal } = this.#options;
    return scheduler.run(
      { lane: 'light', urgency: 'background', client: CLIENT },
      ({ signal, pauses }) =>
        withFile(asset, request.track.file, (source) => measure(request, { source, signal, pauses }), signal),
      shutdownSignal,
    );
  }
}

/** What of an asset is measured, if it has audio. */
function audioOf(asset: Asset): MeasuredAudio | undefined {
  const track = playedAudio(asset.index);
  return track && audioIn(asset, track);
}

function audioIn({ id, master }: Asset, track: { readonly id: number }): MeasuredAudio {
  return { asset: id, version: master.version, trackId: track.id };
}
