/**
 * Who plays right now, and how much of the machine each takes: so that one more is let in only if all can be served.
 *
 * A viewer plays a second of media each second, so what a second of it takes to encode is the share of the machine that
 * the viewer needs from now on, however fast the player fills its buffer at first.
 */
import { LRUCache } from 'lru-cache';
import { OnplayError } from '../shared/errors.js';
import { FairLru } from '../shared/fair-lru.js';
import type { PlaybackLane } from '../shared/scheduler/scheduler.js';
import { type Need, neededByClients, sumOf } from './client-needs.js';
import { type CostRange, UsualCost, ViewerCost } from './cost-estimate.js';

export interface AdmissionOptions {
  /** Encodes that run at once. */
  readonly slots: number;
  /** How many clients beside this one wait for a slot to encode on now. */
  readonly waitingClients?: (client: string) => number;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

/** Players whose buffer is full ask for a segment every few seconds; who has not for so long has gone or paused. */
const GONE_MS = 12_000;
/** How many seconds of media a guess stands for, until a viewer's own are known. */
const GUESSED_SECONDS = 4;
/** One client tells no more often what is usual, however fast it asks: as often as one that plays. */
const TELLS_EACH_MS = 4000;
const MOST_TELLING = 1000;
/** The share of the slots' time that may be promised: what is left is for seeks, starts and harder scenes. */
const PROMISED_SHARE = 0.95;
/** Of the client with most of them, the one seen longest ago is forgotten. */
const MAX_VIEWERS = 10_000;

/** Who asks for something new has left what was silent for so long: people go from one video to the next. */
const LEFT_MS = 3000;
/** When so many rounds of the slots are waited for, one turn of each client, it is too late to ask what viewers need. */
const MOST_ROUNDS_WAITING = 2;

/** Before anything was measured: 720p on a small machine. */
const HEAVY_GUESS = 0.3;
/**
 * A newcomer is never taken to need more than this share of the slots: where others need little, one is let in to show
 * what it needs.
 */
const USUAL_SHARE = 0.5;
/** Sound: an encode of four seconds takes some hundredths of a second, and may take longer only while others encode. */
const LIGHT_COST: CostRange = { guess: 0.02, most: 0.03 };

interface Viewer {
  readonly client: string;
  readonly lane: PlaybackLane;
  readonly since: number;
  lastSeen: number;
  /** Requests of it that wait now. */
  waiting: number;
  readonly cost: ViewerCost;
}

export class Admission {
  readonly #viewers = new FairLru<Viewer>({ max: MAX_VIEWERS });
  readonly #slots: number;
  readonly #waiting: (client: string) => number;
  readonly #clock: () => number;
  readonly #ranges: Readonly<Record<PlaybackLane, CostRange>>;
  readonly #usual: Readonly<Record<PlaybackLane, UsualCost>>;
  /** When each client last told what is usual. */
  readonly #told = new LRUCache<string, number>({ max: MOST_TELLING });

  constructor({ slots, waitingClients, clock }: AdmissionOptions) {
    this.#slots = slots;
    this.#waiting = waitingClients ?? (() => 0);
    this.#clock = clock ?? (() => performance.now());
    this.#ranges = { heavy: { guess: HEAVY_GUESS, most: slots }, light: LIGHT_COST };
    const usual = { guess: Math.min(HEAVY_GUESS, USUAL_SHARE * slots), most: USUAL_SHARE * slots };
    this.#usual = { heavy: new UsualCost(usual), light: new UsualCost(LIGHT_COST) };
  }

  /** How many play. */
  get size(): number {
    return this.#playing().length;
  }

  /** The slots that are needed to go on playing, as a share of those there are. */
  get load(): number {
    return sumOf(this.#needsOf(this.#playing())) / this.#slots;
  }

  /**
   * Lets a viewer in who needs something made; whoever plays already is always let in.
   * @param owner the client behind it; what else the same client played and has left does not count.
   * @param lane `light` for what has sound only.
   * @throws OnplayError `overloaded` when those who play need all there is.
   */
  admit(viewer: string, client: string, lane: PlaybackLane = 'heavy'): void {
    if (this.#isPlaying(this.#viewers.peek(viewer))) return;
    this.requireRoom(viewer, client, lane);
    this.#viewers.delete(viewer);
    this.#add(viewer, client, lane, { guess: this.#usual[lane].at(this.#clock()), seconds: GUESSED_SECONDS });
  }

  /**
   * Whether `admit` would let the viewer in, without doing so: for work that comes before it is known what will be made.
   * @throws OnplayError `overloaded`, as `admit` does.
   */
  requireRoom(viewer: string, client: string, lane: PlaybackLane = 'heavy'): void {
    if (this.#isPlaying(this.#viewers.peek(viewer))) return;
    const playing = this.#playing();
    const others = playing.filter((other) => other.client !== client);
    const own = this.#stillPlayed(playing.filter((other) => other.client === client));
    // Somebody can always be served, however slowly.
    if (others.length + own.length === 0) return;
    if (lane === 'light' ? !this.#hasLightRoom([...others, ...own]) : !this.#hasRoom(client, others, own))
      throw overloaded();
  }

  /** Notes that a viewer asked for something. */
  touch(viewer: string, client: string, lane: PlaybackLane = 'heavy'): void {
    const known = this.#viewers.get(viewer);
    if (known) known.lastSeen = this.#clock();
    else this.#add(viewer, client, lane, { guess: 0, seconds: 0 });
  }

  /** Notes that a request of a viewer who was seen waits. Returns what is to be called when it no longer does. */
  waits(viewer: string): () => void {
    const known = this.#viewers.peek(viewer);
    if (!known) return () => undefined;
    known.waiting += 1;
    return () => {
      known.waiting -= 1;
    };
  }

  /**
   * Notes that so many slot-milliseconds were spent for a viewer on so many seconds of what is played: 0 milliseconds
   * where they were there already, 0 seconds for what goes with them, as sound goes with pictures.
   */
  recordCost(viewer: string, spentMs: number, seconds: number): void {
    const known = this.#viewers.peek(viewer);
    if (!known) return;
    const now = this.#clock();
    known.cost.note(spentMs, seconds, now);
    if (spentMs > 0 && seconds > 0 && this.#mayTell(known, now))
      this.#usual[known.lane].note(spentMs, seconds, now);
  }

  #add(viewer: string, client: string, lane: PlaybackLane, first: { guess: number; seconds: number }): void {
    const now = this.#clock();
    const cost = new ViewerCost(this.#ranges[lane], now, first);
    this.#viewers.add(client, viewer, { client, lane, since: now, lastSeen: now, waiting: 0, cost });
  }

  #mayTell({ client, lane }: Viewer, now: number): boolean {
    const key = `${lane} ${client}`;
    if (now - (this.#told.get(key) ?? Number.NEGATIVE_INFINITY) < TELLS_EACH_MS) return false;
    this.#told.set(key, now);
    return true;
  }

  #hasRoom(client: string, others: readonly Viewer[], own: readonly Viewer[]): boolean {
    if (this.#waiting(client) > MOST_ROUNDS_WAITING * this.#slots) return false;
    const room = PROMISED_SHARE * this.#slots;
    const needed = neededByClients(this.#needsOf(others), room) + sumOf(this.#needsOf(own));
    return needed + this.#usual.heavy.at(this.#clock()) <= room;
  }

  /** Light work has slots of its own, so no encode of pictures is in its way. */
  #hasLightRoom(playing: readonly Viewer[]): boolean {
    const needed = sumOf(this.#needsOf(playing.filter(({ lane }) => lane === 'light')));
    return needed + this.#usual.light.at(this.#clock()) <= PROMISED_SHARE * this.#slots;
  }

  /**
   * What a client goes on playing beside the newcomer: what waits for something, or asked for something after the next one
   * began. A person goes from one video to the next, so a single one is taken for the one just left; where there are
   * several, there are several players behind the client.
   */
  #stillPlayed(own: readonly Viewer[]): readonly Viewer[] {
    const leftAt = this.#clock() - LEFT_MS;
    const inOrder = own.toSorted((a, b) => a.since - b.since);
    const active = inOrder.filter(({ lastSeen, waiting }, i) => {
      const nextBegan = inOrder[i + 1]?.since ?? leftAt;
      return waiting > 0 || lastSeen > Math.max(leftAt, nextBegan);
    });
    return active.length > 1 ? active : [];
  }

  #playing(): Viewer[] {
    const playing: Viewer[] = [];
    for (const [, viewer] of this.#viewers.entries()) if (this.#isPlaying(viewer)) playing.push(viewer);
    return playing;
  }

  #isPlaying(viewer: Viewer | undefined): boolean {
    return viewer !== undefined && this.#clock() - viewer.lastSeen < GONE_MS;
  }

  #needsOf(viewers: readonly Viewer[]): Need[] {
    const now = this.#clock();
    return viewers.map(({ client, cost }) => ({ client, slots: cost.at(now) }));
  }
}

function overloaded(): OnplayError {
  return new OnplayError('overloaded', {
    publicDetail: 'Everything this server can encode is wanted by viewers who play already. Try again later.',
    retryable: true,
    about: 'moment',
  });
}
