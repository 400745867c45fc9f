/**
 * Tracks the active viewers and the encoding capacity each needs, and admits a new viewer only if all can be served.
 *
 * A viewer plays one second of media per second. So the slot-seconds it takes to encode one second of media are the
 * slots the viewer needs from now on, however fast the player fills its buffer at first.
 */
import { LRUCache } from 'lru-cache';
import { OnplayError } from '../shared/errors.js';
import { FairLru } from '../shared/fair-lru.js';
import type { PlaybackLane } from '../shared/scheduler/scheduler.js';
import { type Need, neededByClients, sumOf } from './client-needs.js';
import { type CostRange, TypicalCost, ViewerCost } from './cost-estimate.js';
import { type OtherViewers, type ToldViewer, toldName } from './shared/other-viewers.js';

interface AdmissionOptions {
  /** How many encodes run concurrently; read each time, since a fleet has more of them at one time than at another. */
  readonly slots: number;
  /** How many other clients are waiting for an encode slot now. */
  readonly waitingClients?: (client: string) => number;
  /** Those of other processes, where there are any. */
  readonly others?: OtherViewers | undefined;
  /** Whether other processes encode in the same slots; by default each has its own. */
  readonly areSlotsCommon?: () => boolean;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

/** A player with a full buffer requests a segment every few seconds; without one for this long it has left or paused. */
export const INACTIVE_AFTER_MS = 12_000;
/** The weight of the initial guess of a viewer's cost, in seconds of media. */
const GUESSED_SECONDS = 4;
/** A client contributes to the typical cost at most this often, as one that plays does; faster requests weigh no more. */
const SAMPLE_INTERVAL_MS = 4000;
const MAX_SAMPLED_CLIENTS = 1000;
/** The share of the slots that may be committed; the rest is for seeks, starts and harder scenes. */
const COMMITTED_SHARE = 0.95;
/** Beyond this, the client with the most viewers loses its least recently seen one. */
const MAX_VIEWERS = 10_000;

/** When a client starts a new video, its other viewers that were silent for this long count as left. */
const LEFT_MS = 3000;
/** Newcomers are refused while more rounds of clients than this wait; a round is one client per slot. */
const MAX_ROUNDS_WAITING = 2;

/** Slots a viewer needs before anything was measured: 720p on a small machine. */
const HEAVY_GUESS = 0.3;
/**
 * A newcomer is never assumed to need more than this share of the slots. Where active viewers need little, one newcomer
 * is always admitted, so that its real cost can be measured.
 */
const MAX_TYPICAL_SHARE = 0.5;
/** Audio: encoding four seconds takes some hundredths of a second, and longer only while other encodes run. */
const LIGHT_COST: CostRange = { guess: 0.02, max: 0.03 };

interface Viewer {
  readonly client: string;
  readonly lane: PlaybackLane;
  readonly since: number;
  lastSeen: number;
  /** Its requests that are waiting now. */
  waiting: number;
  /** Its names in messages, once they are needed. */
  told?: Pick<ToldViewer, 'viewer' | 'client'>;
  readonly cost: ViewerCost;
}

export class Admission {
  readonly #viewers = new FairLru<Viewer>({ max: MAX_VIEWERS });
  readonly #options: Pick<AdmissionOptions, 'slots'>;
  readonly #waitingClients: (client: string) => number;
  readonly #others: OtherViewers | undefined;
  readonly #areSlotsCommon: () => boolean;
  readonly #clock: () => number;
  readonly #ranges: Readonly<Record<PlaybackLane, CostRange>>;
  readonly #typicalCosts: Readonly<Record<PlaybackLane, TypicalCost>>;
  /** When each client last contributed to the typical cost, by lane and client. */
  readonly #lastSampleAt = new LRUCache<string, number>({ max: MAX_SAMPLED_CLIENTS });

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#others = options.others;
    this.#areSlotsCommon = options.areSlotsCommon ?? (() => false);
    this.#waitingClients = options.waitingClients ?? (() => 0);
    this.#clock = options.clock ?? (() => performance.now());
    this.#ranges = { heavy: upTo(() => this.#slots), light: LIGHT_COST };
    const heavy = upTo(() => MAX_TYPICAL_SHARE * this.#slots);
    this.#typicalCosts = { heavy: new TypicalCost(heavy), light: new TypicalCost(LIGHT_COST) };
  }

  /** How many viewers are active. */
  get size(): number {
    return this.#playing().length;
  }

  /** The slots that active viewers need, divided by the number of slots; may exceed 1. */
  get load(): number {
    return sumOf(this.#needsOf(this.#playing())) / this.#slots;
  }

  /**
   * Admits a viewer whose request needs an encode. An active viewer is always admitted.
   * @param client the client behind the viewer; other viewers of that client which it has left do not count.
   * @param lane `light` for an asset with audio only.
   * @throws OnplayError `overloaded` when the active viewers need all the capacity.
   */
  admit(viewer: string, client: string, lane: PlaybackLane = 'heavy'): void {
    if (this.#isPlaying(this.#viewers.peek(viewer))) return;
    this.assertCapacity(viewer, client, lane);
    this.#viewers.delete(viewer);
    this.#add(viewer, client, lane, {
      guess: this.#typicalCosts[lane].at(this.#clock()),
      seconds: GUESSED_SECONDS,
    });
  }

  /**
   * Checks that `admit` would admit the viewer, without admitting it: for work that comes before the encode is known.
   * @throws OnplayError `overloaded`, as `admit` does.
   */
  assertCapacity(viewer: string, client: string, lane: PlaybackLane = 'heavy'): void {
    if (this.#isPlaying(this.#viewers.peek(viewer)) || this.#others?.has(viewer)) return;
    const playing = this.#playing();
    const others = playing.filter((other) => other.client !== client);
    const own = this.#stillPlayed(playing.filter((other) => other.client === client));
    // A machine that serves no viewer serves one, however slowly.
    if (others.length + own.length === 0) return;
    if (
      lane === 'light'
        ? !this.#hasLightCapacity(client, [...others, ...own])
        : !this.#hasCapacity(client, others, own)
    )
      throw overloaded();
  }

  /** The active viewers, as other processes are told of them. */
  told(): readonly ToldViewer[] {
    const now = this.#clock();
    const told: ToldViewer[] = [];
    for (const [name, viewer] of this.#viewers.entries()) {
      if (!this.#isPlaying(viewer)) continue;
      const names = this.#toldNames(name, viewer);
      told.push({ ...names, lane: viewer.lane, slots: viewer.cost.at(now) });
    }
    return told;
  }

  /** Records that a viewer sent a request; an unknown viewer becomes active, at no cost until something is recorded. */
  touch(viewer: string, client: string, lane: PlaybackLane = 'heavy'): void {
    const known = this.#viewers.get(viewer);
    if (known) known.lastSeen = this.#clock();
    else this.#add(viewer, client, lane, { guess: 0, seconds: 0 });
  }

  /** Records that a request of a known viewer is waiting. Returns the function to call when it no longer is. */
  startWaiting(viewer: string): () => void {
    const known = this.#viewers.peek(viewer);
    if (!known) return () => undefined;
    known.waiting += 1;
    return () => {
      known.waiting -= 1;
    };
  }

  /**
   * Records what a viewer's media cost; ignored for an unknown viewer.
   * @param spentMs slot-milliseconds; 0 for a cached segment.
   * @param seconds seconds of the presentation; 0 for what goes with other media: init segments, and audio beside video.
   */
  recordCost(viewer: string, spentMs: number, seconds: number): void {
    const known = this.#viewers.peek(viewer);
    if (!known) return;
    const now = this.#clock();
    known.cost.record(spentMs, seconds, now);
    if (spentMs > 0 && seconds > 0 && this.#maySample(known, now))
      this.#typicalCosts[known.lane].record(spentMs, seconds, now);
  }

  #add(viewer: string, client: string, lane: PlaybackLane, first: { guess: number; seconds: number }): void {
    const now = this.#clock();
    const cost = new ViewerCost(this.#ranges[lane], now, first);
    this.#viewers.add(client, viewer, { client, lane, since: now, lastSeen: now, waiting: 0, cost });
  }

  get #slots(): number {
    return this.#options.slots;
  }

  /** Limits each client to one sample per interval and lane. */
  #maySample({ client, lane }: Viewer, now: number): boolean {
    const key = `${lane} ${client}`;
    if (now - (this.#lastSampleAt.get(key) ?? Number.NEGATIVE_INFINITY) < SAMPLE_INTERVAL_MS) return false;
    this.#lastSampleAt.set(key, now);
    return true;
  }

  #hasCapacity(client: string, others: readonly Viewer[], own: readonly Viewer[]): boolean {
    if (this.#waitingClients(client) > MAX_ROUNDS_WAITING * this.#slots) return false;
    const capacity = COMMITTED_SHARE * this.#slots;
    const needs = [...this.#needsOf(others), ...this.#needsElsewhere('heavy', client)];
    const needed = neededByClients(needs, capacity) + sumOf(this.#needsOf(own));
    return needed + this.#typicalCosts.heavy.at(this.#clock()) <= capacity;
  }

  /** The light lane has slots of its own, so video encodes do not count. */
  #hasLightCapacity(client: string, playing: readonly Viewer[]): boolean {
    const here = this.#needsOf(playing.filter(({ lane }) => lane === 'light'));
    const needed = sumOf([...here, ...this.#needsElsewhere('light', client)]);
    return needed + this.#typicalCosts.light.at(this.#clock()) <= COMMITTED_SHARE * this.#slots;
  }

  /** Those who play at other processes alone need nothing here, unless all processes have the same slots. */
  #needsElsewhere(lane: PlaybackLane, client: string): readonly Need[] {
    if (!this.#others || !this.#areSlotsCommon()) return [];
    const here = new Set(this.told().map(({ viewer }) => viewer));
    return this.#others.needs(lane, client, here);
  }

  /**
   * The client's viewers that go on playing beside the newcomer: those with a waiting request, and those that sent a
   * request after the client's next viewer had begun. A single one counts as left, since people go from one video to the
   * next; several mean that several players share the client.
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
    return viewer !== undefined && this.#clock() - viewer.lastSeen < INACTIVE_AFTER_MS;
  }

  #needsOf(viewers: readonly Viewer[]): Need[] {
    const now = this.#clock();
    return viewers.map((viewer) => ({
      client: viewer.client,
      slots: viewer.cost.at(now) / this.#places(viewer),
    }));
  }

  /** At how many processes a viewer plays, each of which encodes its part; 1 where they encode in the same slots. */
  #places({ told }: Viewer): number {
    return told && this.#others && !this.#areSlotsCommon() ? 1 + this.#others.placesOf(told.viewer) : 1;
  }

  #toldNames(name: string, viewer: Viewer): NonNullable<Viewer['told']> {
    viewer.told ??= { viewer: toldName(name), client: toldName(viewer.client) };
    return viewer.told;
  }
}

/** The costs of video, of which a viewer is never assumed to need more than `max`. */
function upTo(max: () => number): CostRange {
  return {
    get guess() {
      return Math.min(HEAVY_GUESS, max());
    },
    get max() {
      return max();
    },
  };
}

function overloaded(): OnplayError {
  return new OnplayError('overloaded', {
    publicDetail:
      'This server needs all its encoding capacity for viewers who are already playing. Try again later.',
    retryable: true,
    about: 'moment',
  });
}
