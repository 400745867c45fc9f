/** Knows where each player is, has made what it will ask for next, and gives it up when the player goes elsewhere. */
import type { Asset, Rendition } from '../assets/index.js';
import { FairLru } from '../shared/fair-lru.js';
import { segmentKey } from './segment-name.js';

/** Whoever is behind the player; see `Viewer`. */
export interface FollowedViewer {
  readonly name: string;
  readonly client: string;
}

/** A segment that a player asked for, and what it said of itself. */
export interface PrefetchHint {
  readonly asset: Asset;
  readonly rendition: Rendition;
  readonly segment: number;
  /** Which of a viewer's players it is, if it says so. */
  readonly sessionId?: string | undefined;
  /** What it has loaded and not played, if it says so. */
  readonly bufferSeconds?: number | undefined;
  /** What it says it will ask for next; else the segment after this one is taken for it. */
  readonly next?: { readonly rendition: Rendition; readonly segment: number } | undefined;
}

export interface PrefetchOptions {
  /**
   * Has a segment made unless it is there, cannot be, or too much waits; with `patient` unless anything waits. Resolves
   * when that is over, and never rejects. When `signal` aborts it is given up, unless somebody else wants it.
   */
  readonly makeAhead: (
    ahead: { readonly asset: Asset; readonly rendition: Rendition; readonly segment: number },
    options: {
      readonly viewer: FollowedViewer;
      readonly signal: AbortSignal;
      readonly patient: boolean;
      /** When the player will need it; see `arrive`. */
      readonly dueAt: number;
    },
  ) => Promise<void>;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
  /** Milliseconds of the process's clock. */
  readonly clock?: () => number;
}

/** A player that has so much can wait until nobody else does. */
const PATIENT_BUFFER_SECONDS = 20;
/** What still waits after so long was wanted by somebody who is no longer there. */
const LONGEST_WAIT_MS = 30_000;
/** Segments that are asked for a little out of order are no seek. */
const OUT_OF_ORDER = 2;
/** Who starts or seeks waits so long for those who would stall: a stall disturbs more than a longer start. */
const STARTING_MS = 4000;
/** Of the pictures and the sound of all players. Of the client with most of them the one heard of longest ago goes. */
const MAX_POSITIONS = 10_000;

/** Where a player is with its pictures, or its sound. */
interface Position {
  renditionKey: string;
  segment: number;
  /** Since when it plays without a seek, and from where: in milliseconds of the clock, and in seconds of the media. */
  playing?: { readonly since: number; readonly from: number } | undefined;
  /** What is being made for it, by the segment's name. */
  readonly ahead: Map<string, AbortController>;
}

export class Prefetch {
  readonly #options: PrefetchOptions;
  readonly #positions: FairLru<Position>;
  readonly #clock: () => number;

  constructor(options: PrefetchOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
    this.#positions = new FairLru({ max: MAX_POSITIONS, onGone: ({ ahead }) => giveUp(ahead) });
    options.shutdownSignal.addEventListener('abort', () => this.#positions.clear(), { once: true });
  }

  /** Has made what a player will ask for first. Never throws. */
  begin(viewer: FollowedViewer, first: PrefetchHint): void {
    if (this.#options.shutdownSignal.aborted) return;
    const position = this.#positionOf(viewer, first);
    this.#keepOnly(position, [keyOf(first)]);
    this.#start(viewer, position, first);
  }

  /**
   * Notes that a player asks for a segment: what was being made for it elsewhere is given up at once. Never throws.
   * @returns when the player will have played all that it was given before, in milliseconds of the clock.
   */
  arrive(viewer: FollowedViewer, asked: PrefetchHint): number {
    const position = this.#positionOf(viewer, asked);
    if (!isOutOfOrder(position, asked)) this.#moveTo(position, asked);
    return this.#dueAt(position, asked);
  }

  /** Has made what will be next, for a player that has got what it asked for. Never throws. */
  follow(viewer: FollowedViewer, asked: PrefetchHint): void {
    if (this.#options.shutdownSignal.aborted) return;
    const position = this.#positionOf(viewer, asked);
    if (isOutOfOrder(position, asked)) return;
    this.#moveTo(position, asked);
    position.playing ??= { since: this.#clock(), from: startOf(asked) };
    this.#start(viewer, position, nextOf(asked));
  }

  #moveTo(position: Position, asked: PrefetchHint): void {
    const forward = asked.segment - position.segment;
    // It was not given what it leaves out.
    if (forward > 1 || forward < -OUT_OF_ORDER) position.playing = undefined;
    position.renditionKey = asked.asset.keyOf(asked.rendition);
    position.segment = asked.segment;
    this.#keepOnly(position, [keyOf(asked), keyOf(nextOf(asked))]);
  }

  /** What a player says of itself may only put it back: nobody gets ahead of others by a claim. */
  #dueAt({ playing }: Position, asked: PrefetchHint): number {
    const now = this.#clock();
    if (!playing) return now + STARTING_MS;
    const playedBy = playing.since + (startOf(asked) - playing.from) * 1000;
    return Math.max(now + (asked.bufferSeconds ?? 0) * 1000, playedBy);
  }

  #positionOf(
    { name, client }: FollowedViewer,
    { asset, rendition, segment, sessionId }: PrefetchHint,
  ): Position {
    const key = `${rendition.kind} ${sessionId ?? ''} ${name}`;
    const known = this.#positions.get(key);
    if (known) return known;
    const position: Position = { renditionKey: asset.keyOf(rendition), segment, ahead: new Map() };
    this.#positions.add(client, key, position);
    return position;
  }

  #keepOnly({ ahead }: Position, wanted: readonly string[]): void {
    giveUp(ahead, (key) => !wanted.includes(key));
  }

  #start(viewer: FollowedViewer, position: Position, asked: PrefetchHint): void {
    const { ahead } = position;
    const key = keyOf(asked);
    if (ahead.has(key)) return;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), LONGEST_WAIT_MS).unref();
    ahead.set(key, controller);
    const patient = (asked.bufferSeconds ?? 0) >= PATIENT_BUFFER_SECONDS;
    const options = { viewer, signal: controller.signal, patient, dueAt: this.#dueAt(position, asked) };
    void this.#options.makeAhead(asked, options).finally(() => {
      clearTimeout(timer);
      if (ahead.get(key) === controller) ahead.delete(key);
    });
  }
}

/** The segment that a player will ask for after the one it asked for. */
function nextOf(asked: PrefetchHint): PrefetchHint {
  return { ...asked, ...(asked.next ?? { segment: asked.segment + 1 }) };
}

/** Where a segment begins, in seconds; one that the asset does not have, at the end. */
function startOf({ asset: { map }, segment }: PrefetchHint): number {
  return map.boundaries[Math.min(segment, map.count)]! / map.timescale;
}

function keyOf({ asset, rendition, segment }: PrefetchHint): string {
  return segmentKey(asset, rendition, segment);
}

function isOutOfOrder(position: Position, { asset, rendition, segment }: PrefetchHint): boolean {
  const behind = position.segment - segment;
  return position.renditionKey === asset.keyOf(rendition) && behind > 0 && behind <= OUT_OF_ORDER;
}

function giveUp(
  ahead: Map<string, AbortController>,
  isUnwanted: (key: string) => boolean = () => true,
): void {
  for (const [key, controller] of ahead) {
    if (!isUnwanted(key)) continue;
    ahead.delete(key);
    controller.abort();
  }
}
