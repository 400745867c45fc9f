/** When somebody begins to watch and has ended: told from what is asked for, since players say neither. */
import { createHash } from 'node:crypto';
import { FairLru } from '../shared/fair-lru.js';
import type { ViewerNames } from './viewer.js';

/** One that began, or has ended. */
export interface Playback {
  readonly asset: string;
  /** As the token names the viewer. */
  readonly viewer: string | undefined;
  /** The same for all requests of one playback, and nothing else: 16 hex digits. */
  readonly session: string;
}

export interface PlaybacksOptions {
  readonly onStarted: (playback: Playback) => void;
  /** @param seconds of media that were asked for here. */
  readonly onEnded: (playback: Playback, seconds: number) => void;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

/** Longer than any player with a full buffer is silent, and than most pauses that are not the end. */
const ENDED_MS = 60_000;
const LOOK_MS = 5000;
/** Of the client with most of them, the one seen longest ago is taken as ended. */
const MAX_PLAYBACKS = 10_000;

interface Seen extends Playback {
  lastSeen: number;
  seconds: number;
}

export class Playbacks {
  readonly #options: PlaybacksOptions;
  readonly #clock: () => number;
  readonly #seen: FairLru<Seen>;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PlaybacksOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
    this.#seen = new FairLru({ max: MAX_PLAYBACKS, onGone: (seen) => this.#ended(seen) });
  }

  /** Notes that media was asked for. @param seconds it plays, 0 for what goes with something else. */
  touch({ name, client }: ViewerNames, asset: string, viewer: string | undefined, seconds: number): void {
    const known = this.#seen.get(name);
    if (known) {
      known.lastSeen = this.#clock();
      known.seconds += seconds;
      return;
    }
    const session = createHash('sha256').update(name).digest('hex').slice(0, 16);
    this.#seen.add(client, name, { asset, viewer, session, lastSeen: this.#clock(), seconds });
    this.#timer ??= setInterval(() => this.look(), LOOK_MS).unref();
    this.#options.onStarted({ asset, viewer, session });
  }

  /** Tells of all that have been silent for long enough. */
  look(): void {
    const now = this.#clock();
    for (const [name, { lastSeen }] of this.#seen.entries())
      if (now - lastSeen >= ENDED_MS) this.#seen.delete(name);
    if (this.#seen.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Takes all as ended: nobody is served any more. */
  close(): void {
    this.#seen.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #ended({ asset, viewer, session, seconds }: Seen): void {
    this.#options.onEnded({ asset, viewer, session }, seconds);
  }
}
