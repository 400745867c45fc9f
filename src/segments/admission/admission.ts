/**
 * Tracks the active viewers and the encoding capacity each needs, and admits a new viewer only if all can be served.
 *
 * A viewer plays one second of media per second. So the slot-seconds it takes to encode one second of media are the
 * slots the viewer needs from now on, however fast the player fills its buffer at first.
 */
import { OnplayError } from '../../shared/errors.js';
import type { PlaybackLane } from '../../shared/scheduler/scheduler.js';
import { ActiveViewers, type Viewer } from './active-viewers.js';
import { type Need, neededByClients, sumOf } from './client-needs.js';
import { LaneCosts } from './lane-costs.js';
import type { OtherViewers, ToldViewer } from './other-viewers.js';

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

/** The share of the slots that may be committed; the rest is for seeks, starts and harder scenes. */
const COMMITTED_SHARE = 0.95;
/** Newcomers are refused while more rounds of clients than this wait; a round is one client per slot. */
const MAX_ROUNDS_WAITING = 2;

export class Admission {
  readonly #options: Pick<AdmissionOptions, 'slots' | 'others'>;
  readonly #waitingClients: (client: string) => number;
  readonly #areSlotsCommon: () => boolean;
  readonly #clock: () => number;
  readonly #viewers: ActiveViewers;
  readonly #costs: LaneCosts;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#areSlotsCommon = options.areSlotsCommon ?? (() => false);
    this.#waitingClients = options.waitingClients ?? (() => 0);
    this.#clock = options.clock ?? (() => performance.now());
    this.#viewers = new ActiveViewers(this.#clock);
    this.#costs = new LaneCosts(() => this.#slots, this.#clock);
  }

  /** How many viewers are active. */
  get size(): number {
    return this.#viewers.all().length;
  }

  /** The slots that active viewers need, divided by the number of slots; may exceed 1. */
  get load(): number {
    return sumOf(this.#needsOf(this.#viewers.all())) / this.#slots;
  }

  /**
   * Admits a viewer whose request needs an encode. An active viewer is always admitted.
   * @param client the client behind the viewer; other viewers of that client which it has left do not count.
   * @param lane `light` for an asset with audio only.
   * @throws OnplayError `overloaded` when the active viewers need all the capacity.
   */
  admit(viewer: string, client: string, lane: PlaybackLane = 'heavy'): void {
    if (this.#viewers.has(viewer)) return;
    this.assertCapacity(viewer, client, lane);
    this.#viewers.add(viewer, { client, lane, cost: this.#costs.ofNewcomer(lane) });
  }

  /**
   * Checks that `admit` would admit the viewer, without admitting it: for work that comes before the encode is known.
   * @throws OnplayError `overloaded`, as `admit` does.
   */
  assertCapacity(viewer: string, client: string, lane: PlaybackLane = 'heavy'): void {
    if (this.#viewers.has(viewer) || this.#options.others?.has(viewer)) return;
    const playing = this.#viewers.all();
    const others = playing.filter((other) => other.client !== client);
    const own = this.#viewers.stillPlayed(playing.filter((other) => other.client === client));
    // A machine that serves no viewer serves one, however slowly.
    if (others.length + own.length === 0) return;
    const hasCapacity =
      lane === 'light'
        ? this.#hasLightCapacity(client, [...others, ...own])
        : this.#hasCapacity(client, others, own);
    if (!hasCapacity) throw overloaded();
  }

  /** The active viewers, as other processes are told of them. */
  told(): readonly ToldViewer[] {
    return this.#viewers.told();
  }

  /** Records that a viewer sent a request; an unknown viewer becomes active, at no cost until something is recorded. */
  touch(viewer: string, client: string, lane: PlaybackLane = 'heavy'): void {
    if (this.#viewers.touch(viewer)) return;
    this.#viewers.add(viewer, { client, lane, cost: this.#costs.ofCached(lane) });
  }

  /** Records that a request of a known viewer is waiting. Returns the function to call when it no longer is. */
  startWaiting(viewer: string): () => void {
    const known = this.#viewers.find(viewer);
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
    const known = this.#viewers.find(viewer);
    if (!known) return;
    known.cost.record(spentMs, seconds, this.#clock());
    if (spentMs > 0 && seconds > 0) this.#costs.sample(known.lane, known.client, { spentMs, seconds });
  }

  get #slots(): number {
    return this.#options.slots;
  }

  #hasCapacity(client: string, others: readonly Viewer[], own: readonly Viewer[]): boolean {
    if (this.#waitingClients(client) > MAX_ROUNDS_WAITING * this.#slots) return false;
    const capacity = COMMITTED_SHARE * this.#slots;
    const needs = [...this.#needsOf(others), ...this.#needsElsewhere('heavy', client)];
    const needed = neededByClients(needs, capacity) + sumOf(this.#needsOf(own));
    return needed + this.#costs.typical('heavy') <= capacity;
  }

  /** The light lane has slots of its own, so video encodes do not count. */
  #hasLightCapacity(client: string, playing: readonly Viewer[]): boolean {
    const here = this.#needsOf(playing.filter(({ lane }) => lane === 'light'));
    const needed = sumOf([...here, ...this.#needsElsewhere('light', client)]);
    return needed + this.#costs.typical('light') <= COMMITTED_SHARE * this.#slots;
  }

  /** Those who play at other processes alone need nothing here, unless all processes have the same slots. */
  #needsElsewhere(lane: PlaybackLane, client: string): readonly Need[] {
    const { others } = this.#options;
    if (!others || !this.#areSlotsCommon()) return [];
    const here = new Set(this.told().map(({ viewer }) => viewer));
    return others.needs(lane, client, here);
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
    const { others } = this.#options;
    return told && others && !this.#areSlotsCommon() ? 1 + others.placesOf(told.viewer) : 1;
  }
}

function overloaded(): OnplayError {
  return new OnplayError('overloaded', {
    publicDetail:
      'This server needs all its encoding capacity for viewers who are already playing. Try again later.',
    retryable: true,
    about: 'moment',
  });
}
