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
  /** How many clients beside this one wait for a slot to encode on now. */
  readonly waiting?: (owner: string) => number;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

/** Players whose buffer is full ask for a segment every few seconds; who has not for so long has gone or paused. */
const GONE_MS = 12_000;
/** What a viewer is taken to need before anything was measured, in slots: 720p on a small machine. */
const FIRST_GUESS = 0.3;
/** How many seconds of media the guess stands for, until a viewer's own are known. */
const GUESSED_SECONDS = 4;
/** What is left of a viewer's past when another segment is noted: a change of rendition shows after a few. */
const MEMORY = 0.8;
/** The share of the slots' time that may be promised: what is left is for seeks, starts and harder scenes. */
const PROMISED_SHARE = 0.95;
const MAX_VIEWERS = 10_000;

/** Who asks for something new has left what was silent for so long: people go from one video to the next. */
const LEFT_MS = 3000;
/** When so many rounds of the slots are waited for, one turn of each client, it is too late to ask what viewers need. */
const MOST_ROUNDS_WAITING = 2;

interface Viewer {
  readonly owner: string;
  lastSeen: number;
  /** Slot-milliseconds, and seconds of media, of late. */
  spentMs: number;
  seconds: number;
}

export class Audience {
  readonly #viewers = new LRUCache<string, Viewer>({ max: MAX_VIEWERS });
  readonly #slots: number;
  readonly #waiting: (owner: string) => number;
  readonly #clock: () => number;
  /** Slot-seconds to a second of media that had to be made, of all viewers of late. */
  #usual = FIRST_GUESS;

  constructor({ slots, waiting, clock }: AudienceOptions) {
    this.#slots = slots;
    this.#waiting = waiting ?? (() => 0);
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
   * @param owner who is behind it; what else the same owner played and has left does not count.
   * @throws OnplayError `overloaded` when those who play need all there is.
   */
  admit(viewer: string, owner: string): void {
    if (this.#isPlaying(this.#viewers.peek(viewer))) return;
    this.requireRoom(viewer, owner);
    const guess = { spentMs: this.#usual * GUESSED_SECONDS * 1000, seconds: GUESSED_SECONDS };
    this.#viewers.set(viewer, { owner, lastSeen: this.#clock(), ...guess });
  }

  /**
   * Whether `admit` would let the viewer in, without doing so: for work that comes before it is known what will be made.
   * @throws OnplayError `overloaded`, as `admit` does.
   */
  requireRoom(viewer: string, owner: string): void {
    if (this.#isPlaying(this.#viewers.peek(viewer))) return;
    const leftAt = this.#clock() - LEFT_MS;
    const others = this.#playing().filter((other) => other.owner !== owner || other.lastSeen > leftAt);
    const isFull = this.#needed(others) + this.#usual > PROMISED_SHARE * this.#slots;
    // Somebody can always be served, however slowly.
    if (others.length > 0 && (isFull || this.#waiting(owner) > MOST_ROUNDS_WAITING * this.#slots))
      throw overloaded();
  }

  /** Notes that a viewer asked for something. */
  saw(viewer: string, owner: string): void {
    const known = this.#viewers.get(viewer);
    if (known) known.lastSeen = this.#clock();
    else this.#viewers.set(viewer, { owner, lastSeen: this.#clock(), spentMs: 0, seconds: 0 });
  }

  /**
   * Notes that so many slot-milliseconds were spent for a viewer on so many seconds of what is played: 0 milliseconds
   * where they were there already, 0 seconds for what goes with them, as sound goes with pictures.
   */
  spent(viewer: string, spentMs: number, seconds: number): void {
    if (spentMs > 0 && seconds > 0)
      this.#usual = MEMORY * this.#usual + (1 - MEMORY) * (spentMs / seconds / 1000);
    const known = this.#viewers.peek(viewer);
    if (!known) return;
    const kept = seconds > 0 ? MEMORY : 1;
    known.spentMs = known.spentMs * kept + spentMs;
    known.seconds = known.seconds * kept + seconds;
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
