/**
 * A simulated viewer: plays an HLS presentation over HTTP like hls.js, at real-time speed, and records what a person would
 * have seen. It decodes nothing, so that many of them take little processor time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { PlayBuffer, type Stall, type ViewerTrack } from './viewer-buffer.js';
import { Refused, ViewerClient, type ViewerRequest } from './viewer-client.js';
import type { CmcdMode } from './viewer-cmcd.js';
import { chooseStreams, type MediaList, readMediaList, segmentAt } from './viewer-playlists.js';

export interface ViewerOptions {
  /** The multivariant playlist, with its token. */
  readonly url: string;
  /** The viewer plays the highest variant up to this height. */
  readonly height: number;
  /** A segment is requested while the buffer is shorter than this; 30 s as in hls.js unless given. */
  readonly bufferSeconds?: number;
  /** How CMCD is sent; not sent unless given. */
  readonly cmcd?: CmcdMode;
}

/** The record of a viewer so far. */
export interface ViewerRecord {
  readonly startedAtMs: number;
  readonly startupMs: number | undefined;
  readonly stalls: readonly Stall[];
  readonly seeksMs: readonly number[];
  readonly requests: readonly ViewerRequest[];
  /** Set if the server refused the viewer at the start. */
  readonly refusal: { readonly ms: number; readonly retryAfterSeconds: number | undefined } | undefined;
  /** The error that ended playback, other than a refusal. */
  readonly failure: string | undefined;
}

/** `maxBufferLength` of hls.js. */
const USUAL_BUFFER_SECONDS = 30;
/** How often hls.js checks whether to load another segment. */
const TICK_MS = 100;

type Lists = ReadonlyMap<ViewerTrack, MediaList>;

export class Viewer {
  readonly #options: ViewerOptions;
  readonly #client: ViewerClient;
  readonly #left = new AbortController();
  #loading = new AbortController();
  #buffer: PlayBuffer | undefined;
  #lists: Lists = new Map();
  /** End of the video segment being loaded, in seconds. */
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

  /** Whether playback is over: left, refused, failed or played to the end. */
  get hasLeft(): boolean {
    return this.#left.signal.aborted;
  }

  /** Duration of the shortest track, in seconds; 0 until the playlists are loaded. */
  get durationSeconds(): number {
    const durations = [...this.#lists.values()].map((list) => list.durationSeconds);
    return durations.length > 0 ? Math.min(...durations) : 0;
  }

  /** Plays until the end, or until the viewer leaves, is refused or fails. Never rejects. */
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

  /** Aborts loading and plays from there; does nothing before the playlists are loaded. */
  seek(seconds: number): void {
    if (!this.#buffer || this.#buffer.seek(seconds, performance.now())) return;
    this.#loading.abort();
  }

  /** Aborts loading and closes its connections. */
  leave(): void {
    this.#passTime();
    this.#left.abort();
    this.#loading.abort();
    this.#client.close();
  }

  /** Advances the playback, unless the viewer has left. */
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

  /** Loads and plays, starting over after each seek. */
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

  /** Waits until the buffer has room. As in hls.js, audio is at most one segment ahead of video. */
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
