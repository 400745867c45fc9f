/**
 * Who plays right now, and how much of the machine each takes: so that one more is let in only if all can be served.
 *
 * A viewer plays a second of media each second, so what a second of it takes to encode is the share of the machine that
 * the viewer needs from now on, however fast the player fills its buffer at first.
 */
import { LRUCache } from 'lru-cache';
import { OnplayError } from '../../errors.js';

export interface AudienceOptions {
  /** Encodes that run at once. */
  readonly slots: number;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

/** Players whose buffer is full ask for a segment every few seconds; who has not for so long has gone or paused. */
const GONE_MS = 15_000;
/** What is left of a viewer's past when another segment is noted: a change of rendition shows after a few. */
const MEMORY = 0.8;
/** The share of the slots' time that may be promised: what is left is for seeks, starts and harder scenes. */
const PROMISED_SHARE = 0.95;
const MAX_VIEWERS = 10_000;

interface Viewer {
  lastSeen: number;
  /** Slot-milliseconds, and seconds of media, of late. */
  spentMs: number;
  seconds: number;
}

export class Audience {
  readonly #viewers = new LRUCache<string, Viewer>({ max: MAX_VIEWERS });
  readonly #slots: number;
  readonly #clock: () => number;

  constructor({ slots, clock }: AudienceOptions) {
    this.#slots = slots;
    this.#clock = clock ?? (() => performance.now());
  }

  /** How many play. */
  get size(): number {
    return this.#playing().length;
  }

  /** The slots that are needed to go on playing, as a share of those there are. */
  get load(): number {
    return this.#needed(this.#playing()) / this.#slots;
  }

  /**
   * Lets a viewer in who needs something made; whoever plays already is always let in.
   * @throws OnplayError `overloaded` when those who play need all there is.
   */
  admit(viewer: string): void {
    if (this.#isPlaying(this.#viewers.peek(viewer))) return;
    const playing = this.#playing();
    const needed = this.#needed(playing);
    const another = playing.length === 0 ? 0 : needed / playing.length;
    if (needed + another > PROMISED_SHARE * this.#slots) throw overloaded();
    this.saw(viewer, another * MEMORY * 1000, MEMORY);
  }

  /** Notes that a viewer asked for something. */
  saw(viewer: string, spentMs = 0, seconds = 0): void {
    const known = this.#viewers.get(viewer);
    if (known) known.lastSeen = this.#clock();
    else this.#viewers.set(viewer, { lastSeen: this.#clock(), spentMs, seconds });
  }

  /** Notes that so many slot-milliseconds were spent on so many seconds of media for a viewer; 0 where they were there. */
  spent(viewer: string, spentMs: number, seconds: number): void {
    const known = this.#viewers.peek(viewer);
    if (!known) return;
    known.spentMs = known.spentMs * MEMORY + spentMs;
    known.seconds = known.seconds * MEMORY + seconds;
  }

  #playing(): Viewer[] {
    return [...this.#viewers.values()].filter((viewer) => this.#isPlaying(viewer));
  }

  #isPlaying(viewer: Viewer | undefined): boolean {
    return viewer !== undefined && this.#clock() - viewer.lastSeen < GONE_MS;
  }

  #needed(viewers: readonly Viewer[]): number {
    return viewers.reduce(
      (sum, { spentMs, seconds }) => sum + (seconds > 0 ? spentMs / seconds / 1000 : 0),
      0,
    );
  }
}

function overloaded(): OnplayError {
  return new OnplayError('overloaded', {
    publicDetail: 'Everything this server can encode is wanted by viewers who play already. Try again later.',
    retryable: true,
  });
}
