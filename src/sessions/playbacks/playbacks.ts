/** When playbacks start and end: inferred from media requests, since players report neither. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { FairLru } from '../../shared/fair-lru.js';
import type { ViewerNames } from '../viewer.js';

/** A playback that has started or ended. */
export interface Playback {
  readonly asset: string;
  /** The viewer in the token; undefined if the token names none. */
  readonly viewer: string | undefined;
  /** The tenant in the token. */
  readonly tenant: string | undefined;
  /** Identifies the playback, the same for all of its requests: 16 hex digits. */
  readonly session: string;
}

interface PlaybacksOptions {
  readonly onStarted: (playback: Playback) => void;
  /** @param seconds of media that were requested from this server. */
  readonly onEnded: (playback: Playback, seconds: number) => void;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

/** A playback has ended after this long without a request: longer than a full buffer lasts, and than most pauses. */
const ENDED_MS = 60_000;
const SWEEP_MS = 5000;
/** Above this, the least recently used playback of the client with the most playbacks is taken as ended. */
const MAX_PLAYBACKS = 10_000;

/** What one process of a fleet says of a playback, which may be at several. */
export interface ToldPlayback {
  readonly session: string;
  /** Of media that were requested there since it said so last. */
  readonly seconds: number;
  /** Whether it reports start and end; one of them does. */
  readonly isReported: boolean;
}

interface ActivePlayback extends Playback {
  lastSeen: number;
  seconds: number;
  /** Of `seconds`, those that others were not told of. */
  untold: number;
  /** Whether there was a request that others were not told of. */
  isNews: boolean;
  isReported: boolean;
}

export class Playbacks {
  readonly #options: PlaybacksOptions;
  readonly #clock: () => number;
  readonly #active: FairLru<ActivePlayback>;
  readonly #bySession = new Map<string, ActivePlayback>();
  /** Sessions that other processes report. */
  readonly #elsewhere: LRUCache<string, true>;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PlaybacksOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
    this.#active = new FairLru({ max: MAX_PLAYBACKS, onRemove: (playback) => this.#ended(playback) });
    const perf = { now: this.#clock };
    this.#elsewhere = new LRUCache({ max: MAX_PLAYBACKS, ttl: ENDED_MS, ttlResolution: 0, perf });
  }

  /** Records a media request. @param seconds of playback it contains; 0 for media that plays along with other media. */
  touch(
    { name, client, tenant, session: ofStream }: ViewerNames,
    asset: string,
    viewer: string | undefined,
    seconds: number,
  ): void {
    const known = this.#active.get(name);
    if (known) {
      known.lastSeen = this.#clock();
      known.seconds += seconds;
      known.untold += seconds;
      known.isNews = true;
      return;
    }
    const session = ofStream ?? createHash('sha256').update(name).digest('hex').slice(0, 16);
    const isReported = !this.#elsewhere.has(session);
    const times = { lastSeen: this.#clock(), seconds, untold: seconds };
    const playback = { asset, viewer, tenant, session, ...times, isNews: true, isReported };
    this.#active.add(client, name, playback);
    this.#bySession.set(session, playback);
    this.#timer ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
    if (isReported) this.#options.onStarted({ asset, viewer, tenant, session });
  }

  /** What is new of the playbacks here since it was told last, for other processes. */
  told(): readonly ToldPlayback[] {
    const told: ToldPlayback[] = [];
    for (const playback of this.#bySession.values()) {
      const { session, untold, isReported, isNews } = playback;
      if (!isNews) continue;
      told.push({ session, seconds: untold, isReported });
      Object.assign(playback, { untold: 0, isNews: false });
    }
    return told;
  }

  /** Whether this process reports the start and end of a playback. */
  reports(session: string): boolean {
    return this.#bySession.get(session)?.isReported ?? false;
  }

  /** Takes over what another process says. It goes on here as long as it does there, and one of them reports it. */
  adopt({ session, seconds, isReported }: ToldPlayback): void {
    if (isReported) this.#elsewhere.set(session, true);
    const known = this.#bySession.get(session);
    if (!known) return;
    known.lastSeen = this.#clock();
    known.seconds += seconds;
    if (isReported) known.isReported = false;
  }

  /** Ends all playbacks without a request for the last minute, and reports those that no other process does any more. */
  sweep(): void {
    const now = this.#clock();
    for (const [name, playback] of this.#active.entries()) {
      if (now - playback.lastSeen >= ENDED_MS) this.#active.delete(name);
      else if (!playback.isReported && !this.#elsewhere.has(playback.session)) this.#report(playback);
    }
    if (this.#active.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Ends all playbacks; for shutdown. */
  close(): void {
    this.#active.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** From now on, as one that starts. */
  #report(playback: ActivePlayback): void {
    Object.assign(playback, { isReported: true, seconds: 0 });
    const { asset, viewer, tenant, session } = playback;
    this.#options.onStarted({ asset, viewer, tenant, session });
  }

  #ended({ asset, viewer, tenant, session, seconds, isReported }: ActivePlayback): void {
    this.#bySession.delete(session);
    if (isReported) this.#options.onEnded({ asset, viewer, tenant, session }, seconds);
  }
}
