/** The streams of one viewer that have a place, at most as many as its token allows. Pure: no clock, no timer. */

/** Which stream gives way where there are too many: the one that began last, or the one that began first. */
export type GivesWay = 'newest' | 'oldest';

/** A stream that has a place. */
export interface Stream {
  /** See stream-session.ts. */
  readonly session: string;
  readonly asset: string;
  /** How many streams of the viewer its token allows. */
  readonly maximum: number;
  /** When it got its place, in milliseconds since 1970; later than that of every stream known then. */
  readonly sinceMs: number;
  /** When it last requested media, on the caller's clock. */
  readonly lastSeenMs: number;
}

/** Now, by the two clocks of a process. */
export interface Moment {
  /** Monotonic, from an arbitrary origin. */
  readonly elapsedMs: number;
  /** Since 1970. */
  readonly wallMs: number;
}

export interface StreamRules {
  readonly givesWay: GivesWay;
  /** A stream that has requested nothing for so long has no place any more. */
  readonly idleMs: number;
}

/**
 * Which of two streams keeps its place before the other. Where the newest gives way, that is the one that got its place first; where the
 * oldest does, the one whose manifest was requested last: a player that was left alone stays out, however often it asks.
 */
function precedes(one: Stream, other: Stream, givesWay: GivesWay): boolean {
  if (givesWay === 'oldest') return one.session > other.session;
  return one.sinceMs < other.sinceMs || (one.sinceMs === other.sinceMs && one.session < other.session);
}

export class ViewerStreams {
  readonly #rules: StreamRules;
  readonly #streams = new Map<string, Stream>();

  constructor(rules: StreamRules) {
    this.#rules = rules;
  }

  /**
   * A request for media: the stream keeps its place, or takes one, by which another may lose its own. Undefined if there is none for it.
   */
  ask(
    { session, asset, maximum }: Pick<Stream, 'session' | 'asset' | 'maximum'>,
    now: Moment,
  ): Stream | undefined {
    this.#dropIdle(now.elapsedMs);
    const known = this.#streams.get(session);
    const sinceMs = known?.sinceMs ?? Math.max(now.wallMs, this.#latestSince() + 1);
    this.#streams.set(session, { session, asset, maximum, sinceMs, lastSeenMs: now.elapsedMs });
    if (!known) this.#dropDisplaced();
    return this.#streams.get(session);
  }

  /** Whether there is no place for one more stream. Never where the oldest gives way. */
  isFull(maximum: number, now: Moment): boolean {
    if (this.#rules.givesWay === 'oldest') return false;
    this.#dropIdle(now.elapsedMs);
    return this.#streams.size >= maximum;
  }

  /** Takes over a stream that has a place at another process; in whichever order processes learn of streams, all keep the same. */
  adopt(told: Stream, now: Moment): void {
    const known = this.#streams.get(told.session);
    this.#streams.set(told.session, {
      ...told,
      sinceMs: Math.min(told.sinceMs, known?.sinceMs ?? told.sinceMs),
      lastSeenMs: Math.max(told.lastSeenMs, known?.lastSeenMs ?? told.lastSeenMs),
    });
    this.#dropIdle(now.elapsedMs);
    this.#dropDisplaced();
  }

  /** Those that have a place. */
  list(now: Moment): readonly Stream[] {
    this.#dropIdle(now.elapsedMs);
    return [...this.#streams.values()];
  }

  /** The session whose manifest was requested last, of those that have a place. */
  latestSession(): string | undefined {
    return [...this.#streams.keys()].sort().at(-1);
  }

  #latestSince(): number {
    return Math.max(0, ...Array.from(this.#streams.values(), ({ sinceMs }) => sinceMs));
  }

  #dropIdle(elapsedMs: number): void {
    for (const { session, lastSeenMs } of this.#streams.values())
      if (elapsedMs - lastSeenMs >= this.#rules.idleMs) this.#streams.delete(session);
  }

  /** Drops those that as many others precede as their tokens allow. */
  #dropDisplaced(): void {
    const { givesWay } = this.#rules;
    const inOrder = [...this.#streams.values()].sort((one, other) =>
      precedes(one, other, givesWay) ? -1 : 1,
    );
    let kept = 0;
    for (const { session, maximum } of inOrder)
      if (kept < maximum) kept++;
      else this.#streams.delete(session);
  }
}
