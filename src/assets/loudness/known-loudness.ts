/** How loud assets are: each version is measured once, in the background, when it is first asked for. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { LoudnessRequest, SegmentContext, StretchLoudness } from '../../encoder/index.js';
import { normalizeError } from '../../shared/errors.js';
import type { Scheduler } from '../../shared/scheduler/scheduler.js';
import { Semaphore } from '../../shared/semaphore.js';
import { TaskTracker } from '../../shared/task-tracker.js';
import type { AudioTrack } from '../../tracks/index.js';
import type { Asset } from '../asset.js';
import { withFile } from '../asset-files.js';
import { playedAudio } from '../dubs/stored-dub.js';
import { insertGain } from './insert-gain.js';
import type { Loudness } from './loudness.js';
import { measureTrack } from './measure-asset.js';
import { type MeasuredAudio, readLoudness, writeLoudness } from './stored-loudness.js';

export interface KnownLoudnessOptions {
  /** See `measureLoudness`. */
  readonly measure: (
    request: LoudnessRequest,
    context: Pick<SegmentContext, 'source' | 'signal' | 'pauses'>,
  ) => Promise<StretchLoudness>;
  readonly scheduler: Pick<Scheduler, 'run'>;
  readonly dataPath: string;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
}

/** 300 bytes each. */
const MAX_KNOWN = 10_000;
/** More are measured when they are asked for again. */
const MAX_WAITING = 100;
/** After what could not be measured at the moment. */
const RETRY_MS = 60_000;
/** For the fair shares of the scheduler: all measurements are one client. */
const CLIENT = 'loudness';

export class KnownLoudness {
  readonly #options: KnownLoudnessOptions;
  readonly #known = new LRUCache<string, Loudness>({ max: MAX_KNOWN });
  readonly #failed = new LRUCache<string, true>({ max: MAX_KNOWN, ttl: RETRY_MS });
  /** What is being measured, or waits for it. */
  readonly #pending = new Set<string>();
  /** One asset after the other: no viewer waits for any. */
  readonly #turns = new Semaphore(1);
  readonly #tasks = new TaskTracker();

  constructor(options: KnownLoudnessOptions) {
    this.#options = options;
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
    const track = playedAudio(asset.index);
    if (!track) return undefined;
    const audio = { asset: asset.id, version: asset.master.version, trackId: track.id };
    const key = keyOf(audio);
    const known = this.#known.get(key) ?? (await readLoudness(this.#options.dataPath, audio));
    if (known) this.#known.set(key, known);
    else this.#begin(asset, track, audio);
    return known;
  }

  #begin(asset: Asset, track: AudioTrack, audio: MeasuredAudio): void {
    const key = keyOf(audio);
    if (this.#pending.has(key) || this.#failed.has(key) || this.#pending.size >= MAX_WAITING) return;
    this.#pending.add(key);
    const measuring = this.#measureInTurn(asset, track, audio).finally(() => this.#pending.delete(key));
    void this.#tasks.add(measuring);
  }

  /** Never rejects. */
  async #measureInTurn(asset: Asset, track: AudioTrack, audio: MeasuredAudio): Promise<void> {
    const { log, shutdownSignal } = this.#options;
    const facts = { asset: audio.asset, version: audio.version };
    try {
      await this.#turns.acquire(shutdownSignal);
      try {
        const loudness = await measureTrack(track, (request) => this.#measure(asset, request));
        this.#known.set(keyOf(audio), loudness);
        log.info({ ...facts, ...loudness }, 'loudness measured');
        await this.#store(audio, loudness);
      } finally {
        this.#turns.release();
      }
    } catch (error) {
      if (shutdownSignal.aborted) return;
      this.#failed.set(keyOf(audio), true);
      log.warn({ ...facts, code: normalizeError(error).code, err: error }, 'loudness could not be measured');
    }
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

  /** One that could not be stored is measured again by the next process. */
  async #store(audio: MeasuredAudio, loudness: Loudness): Promise<void> {
    const { dataPath, log } = this.#options;
    await writeLoudness(dataPath, audio, loudness).catch((error: unknown) => {
      log.warn({ asset: audio.asset, err: error }, 'loudness could not be stored');
    });
  }
}

function keyOf({ asset, version, trackId }: MeasuredAudio): string {
  return `${asset}\0${version}\0${trackId}`;
}
