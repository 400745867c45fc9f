/** A model of a player's buffer and playback. Pure; the caller passes the time. */

export type ViewerTrack = 'video' | 'audio';

export interface Stall {
  /** When the stall began, in milliseconds of the clock. */
  readonly atMs: number;
  readonly ms: number;
}

export interface PlayBufferOptions {
  /** `video`, `audio`, or both; playback needs all of them. */
  readonly tracks: readonly ViewerTrack[];
  /** Duration of the shortest track, in seconds. */
  readonly durationSeconds: number;
  /** When the viewer pressed play, in milliseconds of the clock that all other times use. */
  readonly nowMs: number;
}

type State = 'starting' | 'playing' | 'stalled' | 'seeking' | 'ended';

/** Shorter than any frame; sums of durations are not exact. */
const ROUNDING_SECONDS = 1e-6;

/** Plays in real time what all tracks have buffered, and records stalls. Times must not go backwards. */
export class PlayBuffer {
  readonly #duration: number;
  readonly #ends: Map<ViewerTrack, number>;
  readonly #stalls: Stall[] = [];
  readonly #seeksMs: number[] = [];
  #state: State = 'starting';
  #position = 0;
  #from = 0;
  #nowMs: number;
  #waitingSinceMs: number;
  #startupMs: number | undefined;

  constructor({ tracks, durationSeconds, nowMs }: PlayBufferOptions) {
    this.#duration = durationSeconds;
    this.#ends = new Map(tracks.map((track) => [track, 0]));
    this.#nowMs = nowMs;
    this.#waitingSinceMs = nowMs;
  }

  get state(): State {
    return this.#state;
  }

  /** The playback position in seconds, as of the last time passed. */
  get position(): number {
    return this.#position;
  }

  /** Milliseconds from pressing play to the first frame; undefined until then. */
  get startupMs(): number | undefined {
    return this.#startupMs;
  }

  /** Milliseconds from each seek to playing again; 0 if the position was buffered. */
  get seeksMs(): readonly number[] {
    return this.#seeksMs;
  }

  /** All stalls, including one in progress. */
  get stalls(): readonly Stall[] {
    return this.#state === 'stalled' ? [...this.#stalls, this.#lasting()] : this.#stalls;
  }

  /** Seconds of a track that are buffered ahead of the position. */
  ahead(track: ViewerTrack): number {
    return Math.max(0, (this.#ends.get(track) ?? 0) - this.#position);
  }

  /** Advances the playback to `nowMs`. */
  advance(nowMs: number): void {
    const elapsed = (nowMs - this.#nowMs) / 1000;
    this.#nowMs = nowMs;
    if (this.#state !== 'playing') return;
    const end = this.#playableUpTo();
    const next = this.#position + elapsed;
    this.#position = Math.min(next, end);
    if (next < end) return;
    this.#waitingSinceMs = nowMs - (next - end) * 1000;
    this.#state = end >= this.#duration - ROUNDING_SECONDS ? 'ended' : 'stalled';
  }

  /** Adds a segment of a track that ends at the media time `endSeconds`. */
  append(track: ViewerTrack, endSeconds: number, nowMs: number): void {
    this.advance(nowMs);
    this.#ends.set(track, endSeconds);
    const waiting = this.#state !== 'playing' && this.#state !== 'ended';
    if (waiting && this.#playableUpTo() > this.#position) this.#resume();
  }

  /** @returns whether the position was buffered; if not, the buffer is now empty and every track must be loaded from `position`. */
  seek(position: number, nowMs: number): boolean {
    this.advance(nowMs);
    if (this.#state === 'stalled') this.#stalls.push(this.#lasting());
    const buffered = position >= this.#from && position < this.#playableUpTo();
    this.#position = position;
    if (buffered) {
      this.#seeksMs.push(0);
      this.#state = 'playing';
      return true;
    }
    this.#from = position;
    for (const track of this.#ends.keys()) this.#ends.set(track, position);
    this.#waitingSinceMs = nowMs;
    this.#state = this.#startupMs === undefined ? 'starting' : 'seeking';
    return false;
  }

  #playableUpTo(): number {
    return Math.min(...this.#ends.values());
  }

  #resume(): void {
    const { ms } = this.#lasting();
    if (this.#state === 'starting') this.#startupMs = ms;
    else if (this.#state === 'seeking') this.#seeksMs.push(ms);
    else this.#stalls.push(this.#lasting());
    this.#state = 'playing';
  }

  #lasting(): Stall {
    return { atMs: this.#waitingSinceMs, ms: this.#nowMs - this.#waitingSinceMs };
  }
}
