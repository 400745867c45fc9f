/**
 * Follows the position of each player, produces the segment it will request next, and cancels that when the player seeks
 * or switches elsewhere.
 */
import { segmentOf, type Variant } from '../assets/index.js';
import { FairLru } from '../shared/fair-lru.js';
import { type SegmentRef, segmentRef } from './segment-ref.js';

/** The viewer behind a player; see `Viewer`. */
export interface ViewerIdentity {
  readonly name: string;
  readonly client: string;
}

/** A segment request of a player, and what the player reported about itself. */
export interface PrefetchHint {
  readonly variant: Variant;
  readonly segment: number;
  /** Tells apart the players of one viewer, where the player reports it. */
  readonly sessionId?: string | undefined;
  /** How much media it has buffered and not played, where it reports that. */
  readonly bufferSeconds?: number | undefined;
  /** The segment it says it will request next, or begins the next part of a sequence with; by default the one after this, in the same variant. `none` after the last of a clip. */
  readonly next?: { readonly variant: Variant; readonly segment: number } | 'none' | undefined;
}

interface PrefetchOptions {
  /**
   * Produces a segment unless it is cached, does not exist, or the queue is too long; with `whenIdle`, unless anything is
   * queued. Resolves when it is done or cancelled; never rejects. An aborted `signal` cancels it, unless another caller
   * waits for it.
   */
  readonly produce: (
    next: SegmentRef,
    options: {
      readonly viewer: ViewerIdentity;
      readonly signal: AbortSignal;
      readonly whenIdle: boolean;
      /** When the player will need it; see `arrive`. */
      readonly dueAt: number;
    },
  ) => Promise<void>;
  /** Aborts when the server starts to shut down. */
  readonly shutdownSignal: AbortSignal;
  /** Milliseconds of the process's clock. */
  readonly clock?: () => number;
}

/** A player with this much buffer gets a prefetch only while nothing else is queued. */
const FULL_BUFFER_SECONDS = 20;
/** A prefetch that is not done after this long is cancelled: its player has left. */
const MAX_PREFETCH_MS = 30_000;
/** A request up to this many segments back in the same rendition is out of order, not a seek. */
const OUT_OF_ORDER = 2;
/** The deadline of a player that starts or seeks. It yields to players about to stall: a stall is worse than a slow start. */
const STARTING_MS = 4000;
/** Video and audio positions of all players. Beyond this, the client with the most loses its least recently used one. */
const MAX_POSITIONS = 10_000;

/** The position of a player in its video, or in its audio. */
interface Position {
  variantKey: string;
  segment: number;
  /** When it started to play without a seek, in milliseconds of the clock, and where, in seconds of the media. */
  playing?: { readonly since: number; readonly from: number } | undefined;
  /** Its prefetches in progress, by segment key. */
  readonly prefetches: Map<string, AbortController>;
}

export class Prefetch {
  readonly #options: PrefetchOptions;
  readonly #positions: FairLru<Position>;
  readonly #clock: () => number;

  constructor(options: PrefetchOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
    this.#positions = new FairLru({
      max: MAX_POSITIONS,
      onRemove: ({ prefetches }) => cancelPrefetches(prefetches),
    });
    options.shutdownSignal.addEventListener('abort', () => this.#positions.clear(), { once: true });
  }

  /** Prefetches the first segment a player will request. Never throws. */
  begin(viewer: ViewerIdentity, first: PrefetchHint): void {
    if (this.#options.shutdownSignal.aborted) return;
    const position = this.#positionOf(viewer, first);
    this.#cancelExcept(position, [keyOf(first)]);
    this.#start(viewer, position, first, this.#dueAt(position, first, startOf(first)));
  }

  /**
   * Moves the player to the segment it requests, and cancels its prefetches elsewhere at once. Never throws.
   * @returns the deadline: when the player will have played everything it got before, in milliseconds of the clock.
   */
  arrive(viewer: ViewerIdentity, hint: PrefetchHint): number {
    const position = this.#positionOf(viewer, hint);
    if (!isOutOfOrder(position, hint)) this.#moveTo(position, hint);
    return this.#dueAt(position, hint, startOf(hint));
  }

  /** Prefetches the next segment for a player that got the one it requested. Never throws. */
  follow(viewer: ViewerIdentity, hint: PrefetchHint): void {
    if (this.#options.shutdownSignal.aborted) return;
    const position = this.#positionOf(viewer, hint);
    if (isOutOfOrder(position, hint)) return;
    this.#moveTo(position, hint);
    position.playing ??= { since: this.#clock(), from: startOf(hint) };
    const next = nextOf(hint);
    // What follows may be of another asset, with times of its own.
    if (next) this.#start(viewer, position, next, this.#dueAt(position, hint, endOf(hint)));
  }

  #moveTo(position: Position, hint: PrefetchHint): void {
    const forward = hint.segment - position.segment;
    // A gap: the player cannot play on from what it got before.
    if (forward > 1 || forward < -OUT_OF_ORDER) position.playing = undefined;
    position.variantKey = hint.variant.key;
    position.segment = hint.segment;
    const next = nextOf(hint);
    this.#cancelExcept(position, [keyOf(hint), ...(next ? [keyOf(next)] : [])]);
  }

  /**
   * When the player gets to a moment of the media, in seconds. A reported buffer can only move the deadline back: no player gets ahead of
   * others by what it claims.
   */
  #dueAt({ playing }: Position, { bufferSeconds = 0 }: PrefetchHint, moment: number): number {
    const now = this.#clock();
    if (!playing) return now + STARTING_MS;
    const playedBy = playing.since + (moment - playing.from) * 1000;
    return Math.max(now + bufferSeconds * 1000, playedBy);
  }

  #positionOf({ name, client }: ViewerIdentity, { variant, segment, sessionId }: PrefetchHint): Position {
    const key = `${variant.rendition.kind} ${sessionId ?? ''} ${name}`;
    const known = this.#positions.get(key);
    if (known) return known;
    const position: Position = { variantKey: variant.key, segment, prefetches: new Map() };
    this.#positions.add(client, key, position);
    return position;
  }

  #cancelExcept({ prefetches }: Position, wanted: readonly string[]): void {
    cancelPrefetches(prefetches, (key) => !wanted.includes(key));
  }

  #start(viewer: ViewerIdentity, { prefetches }: Position, hint: PrefetchHint, dueAt: number): void {
    const ref = segmentRef(hint.variant, hint.segment);
    const { key } = ref;
    if (prefetches.has(key)) return;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), MAX_PREFETCH_MS).unref();
    prefetches.set(key, controller);
    const whenIdle = (hint.bufferSeconds ?? 0) >= FULL_BUFFER_SECONDS;
    const options = { viewer, signal: controller.signal, whenIdle, dueAt };
    void this.#options.produce(ref, options).finally(() => {
      clearTimeout(timer);
      if (prefetches.get(key) === controller) prefetches.delete(key);
    });
  }
}

/** The segment the player will request after this one. */
function nextOf(hint: PrefetchHint): PrefetchHint | undefined {
  if (hint.next === 'none') return undefined;
  if (hint.next) return { ...hint, ...hint.next };
  const { variant, name } = segmentOf(hint.variant, hint.segment + 1);
  return { ...hint, variant, segment: Number(name) };
}

/** In seconds. */
function startOf({ variant, segment }: PrefetchHint): number {
  return boundaryOf(variant, segment);
}

function endOf({ variant, segment }: PrefetchHint): number {
  return boundaryOf(variant, segment + 1);
}

/** The start of a segment in seconds; the end of the asset for a segment beyond the last. */
function boundaryOf({ asset: { map } }: Variant, segment: number): number {
  return map.boundaries[Math.min(segment, map.count)]! / map.timescale;
}

function keyOf({ variant, segment }: PrefetchHint): string {
  return segmentRef(variant, segment).key;
}

function isOutOfOrder(position: Position, { variant, segment }: PrefetchHint): boolean {
  const behind = position.segment - segment;
  return position.variantKey === variant.key && behind > 0 && behind <= OUT_OF_ORDER;
}

function cancelPrefetches(
  ahead: Map<string, AbortController>,
  isUnwanted: (key: string) => boolean = () => true,
): void {
  for (const [key, controller] of ahead) {
    if (!isUnwanted(key)) continue;
    ahead.delete(key);
    controller.abort();
  }
}
