/**
 * A simulated viewer: follows an HLS presentation over HTTP as hls.js does, at real-time speed, and takes down what a
 * person would have seen. It decodes nothing, so that many of them disturb little.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { PlayBuffer, type Stall, type ViewerTrack } from './viewer-buffer.js';
import { Refused, ViewerClient, type ViewerRequest } from './viewer-client.js';
import type { CmcdMode } from './viewer-cmcd.js';
import { chooseStreams, type MediaList, readMediaList, segmentAt } from './viewer-playlists.js';

export interface ViewerOptions {
  /** The multivariant playlist, with its token. */
  readonly url: string;
  /** The variant is the highest of at most so many lines. */
  readonly height: number;
  /** A segment is asked for while less than this is in the buffer; hls.js's 30 s unless given. */
  readonly bufferSeconds?: number;
  /** As hls.js sends it when it is on; not sent unless given. */
  readonly cmcd?: CmcdMode;
}

/** What has happened so far. */
export interface ViewerRecord {
  readonly startedAtMs: number;
  readonly startupMs: number | undefined;
  readonly stalls: readonly Stall[];
  readonly seeksMs: readonly number[];
  readonly requests: readonly ViewerRequest[];
  /** There if the server turned it away at the start. */
  readonly refusal: { readonly ms: number; readonly retryAfterSeconds: number | undefined } | undefined;
  /** What went wrong for good, other than a refusal. */
  readonly failure: string | undefined;
}

/** `maxBufferLength` of hls.js. */
const USUAL_BUFFER_SECONDS = 30;
/** How often hls.js looks whether there is room for another segment. */
const TICK_MS = 100;

type Lists = ReadonlyMap<ViewerTrack, MediaList>;

export class Viewer {
  readonly #options: ViewerOptions;
  readonly #client: ViewerClient;
  readonly #left = new AbortController();
  #loading = new AbortController();
  #buffer: PlayBuffer | undefined;
  #lists: Lists = new Map();
  /** Where the video segment ends that is being loaded, in seconds. */
  #videoUpTo = 0;
  #startedAtMs = 0;
  #refusal: Refused | undefined;
  #failure: string | undefined;

  constructor(options: ViewerOptions) {
    this.#options = options;
    const starting = () => this.#buffer?.startupMs === undefined;
    this.#client = new ViewerClient({ cmcd: options.cmcd, starting });
  }

  get record(): ViewerRecord {
    this.#passTime();
    return {
      startedAtMs: this.#startedAtMs,
      startupMs: this.#buffer?.startupMs,
      stalls: this.#buffer?.stalls ?? [],
      seeksMs: this.#buffer?.seeksMs ?? [],
      requests: this.#client.requests,
      refusal: this.#refusal,
      failure: this.#failure,
    };
  }

  /** Whether it is over: left, refused, failed or played to the end. */
  get hasLeft(): boolean {
    return this.#left.signal.aborted;
  }

  /** Of the shortest track, in seconds; 0 until the playlists are there. */
  get durationSeconds(): number {
    const durations = [...this.#lists.values()].map((list) => list.durationSeconds);
    return durations.length > 0 ? Math.min(...durations) : 0;
  }

  /** Plays until the end, or until it leaves, is refused or fails; rejects never. */
  async play(): Promise<void> {
    this.#startedAtMs = performance.now();
    try {
      this.#lists = await this.#readPlaylists();
      const tracks = [...this.#lists.keys()];
      const { durationSeconds } = this;
      this.#buffer = new PlayBuffer({ tracks, durationSeconds, nowMs: this.#startedAtMs });
      await this.#playOn(this.#buffer);
    } catch (error) {
      if (error instanceof Refused) this.#refusal = error;
      else if (!this.#left.signal.aborted) this.#failure = String(error);
    } finally {
      this.leave();
    }
  }

  /** Gives up what is being loaded and plays from there; does nothing before the playlists are read. */
  seek(seconds: number): void {
    if (!this.#buffer || this.#buffer.seek(seconds, performance.now())) return;
    this.#loading.abort();
  }

  /** Gives up what is being loaded, and closes its connections. */
  leave(): void {
    this.#passTime();
    this.#left.abort();
    this.#loading.abort();
    this.#client.close();
  }

  /** Whoever has left sees nothing any more. */
  #passTime(): void {
    if (!this.#left.signal.aborted) this.#buffer?.advance(performance.now());
  }

  async #readPlaylists(): Promise<Lists> {
    const { url, height } = this.#options;
    const { signal } = this.#left;
    const wanted = { seconds: 0, says: {} };
    const manifest = await this.#client.get({ kind: 'manifest', url, ...wanted }, signal);
    const streams = Object.entries(chooseStreams(manifest.text, url, height)) as [ViewerTrack, string][];
    const lists = streams.map(async ([track, playlist]) => {
      const { text } = await this.#client.get({ kind: 'playlist', url: playlist, ...wanted }, signal);
      return [track, readMediaList(text, playlist)] as const;
    });
    return new Map(await Promise.all(lists));
  }

  /** From one seek to the next. */
  async #playOn(buffer: PlayBuffer): Promise<void> {
    while (buffer.state !== 'ended' && !this.#left.signal.aborted) {
      this.#loading = new AbortController();
      const { signal } = this.#loading;
      this.#videoUpTo = 0;
      try {
        await Promise.all([...this.#lists].map(([track, list]) => this.#load(track, list, buffer, signal)));
        await this.#watch(buffer, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  }

  async #load(track: ViewerTrack, list: MediaList, buffer: PlayBuffer, signal: AbortSignal): Promise<void> {
    const says = () => ({ bufferSeconds: buffer.ahead(track) });
    if (list.init !== undefined) {
      await this.#client.get({ kind: 'init', url: list.init, seconds: 0, says: says() }, signal);
    }
    for (let segment = segmentAt(list, buffer.position); segment < list.segments.length; segment++) {
      const { url, startSeconds, seconds } = list.segments[segment]!;
      await this.#room(track, startSeconds, buffer, signal);
      if (track === 'video') this.#videoUpTo = startSeconds + seconds;
      const next = list.segments[segment + 1];
      const nextObject = next && { nextObject: new URL(next.url).pathname.split('/').at(-1)! };
      await this.#client.get(
        { kind: track, url, segment, seconds, says: { ...says(), ...nextObject } },
        signal,
      );
      signal.throwIfAborted();
      buffer.append(track, startSeconds + seconds, performance.now());
    }
  }

  /** Until there is room in the buffer. As in hls.js, sound is at most one segment ahead of the pictures. */
  async #room(
    track: ViewerTrack,
    startSeconds: number,
    buffer: PlayBuffer,
    signal: AbortSignal,
  ): Promise<void> {
    const { bufferSeconds = USUAL_BUFFER_SECONDS } = this.#options;
    const early = () => track === 'audio' && startSeconds > this.#videoUpTo;
    buffer.advance(performance.now());
    while (buffer.ahead(track) >= bufferSeconds || early()) {
      await sleep(TICK_MS, undefined, { signal });
      buffer.advance(performance.now());
    }
  }

  async #watch(buffer: PlayBuffer, signal: AbortSignal): Promise<void> {
    while (buffer.state !== 'ended') {
      await sleep(TICK_MS, undefined, { signal });
      buffer.advance(performance.now());
    }
  }
}
