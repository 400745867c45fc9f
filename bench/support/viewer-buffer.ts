/** What a player has in its buffer and what it shows of it: pure, with the time told from outside. */

export type ViewerTrack = 'video' | 'audio';

export interface Stall {
  /** When the buffer ran dry, in milliseconds of the clock. */
  readonly atMs: number;
  readonly ms: number;
}

export interface PlayBufferOptions {
  /** `video`, `audio`, or both: playback needs every one of them. */
  readonly tracks: readonly ViewerTrack[];
  /** Of the shortest track, in seconds. */
  readonly durationSeconds: number;
  /** When the viewer pressed play, in milliseconds of the clock that all other times are told by. */
  readonly nowMs: number;
}

type State = 'starting' | 'playing' | 'stalled' | 'seeking' | 'ended';

/** Less than any frame: sums of durations are not exact. */
const ROUNDING_SECONDS = 1e-6;

/** Plays in real time whatever all tracks have, and takes down when it could not. Times must not run backwards. */
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

  /** In seconds of media, as of the last time told. */
  get position(): number {
    return this.#position;
  }

  /** From pressing play to the first picture; undefined until then. */
  get startupMs(): number | undefined {
    return this.#startupMs;
  }

  /** How long each seek took until it played again; 0 where the buffer had it. */
  get seeksMs(): readonly number[] {
    return this.#seeksMs;
  }

  /** Those that are over, and the one that lasts. */
  get stalls(): readonly Stall[] {
    return this.#state === 'stalled' ? [...this.#stalls, this.#lasting()] : this.#stalls;
  }

  /** Seconds of a track that are loaded and not yet played. */
  ahead(track: ViewerTrack): number {
    return Math.max(0, (this.#ends.get(track) ?? 0) - this.#position);
  }

  /** Lets the time pass up to `nowMs`. */
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

  /** A segment of a track has come, which ends at `endSeconds` of the media. */
  append(track: ViewerTrack, endSeconds: number, nowMs: number): void {
    this.advance(nowMs);
    this.#ends.set(track, endSeconds);
    const waiting = this.#state !== 'playing' && this.#state !== 'ended';
    if (waiting && this.#playableUpTo() > this.#position) this.#resume();
  }

  /** @returns whether the buffer had it; if not it is empty now, and every track is to be loaded from `position`. */
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
