/** When playbacks start and end: inferred from media requests, since players report neither. */
import { createHash } from 'node:crypto';
import { FairLru } from '../shared/fair-lru.js';
import type { ViewerNames } from './viewer.js';

/** A playback that has started or ended. */
export interface Playback {
  readonly asset: string;
  /** The viewer in the token; undefined if the token names none. */
  readonly viewer: string | undefined;
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

interface ActivePlayback extends Playback {
  lastSeen: number;
  seconds: number;
}

export class Playbacks {
  readonly #options: PlaybacksOptions;
  readonly #clock: () => number;
  readonly #active: FairLru<ActivePlayback>;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PlaybacksOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
    this.#active = new FairLru({ max: MAX_PLAYBACKS, onRemove: (playback) => this.#ended(playback) });
  }

  /** Records a media request. @param seconds of playback it contains; 0 for media that plays along with other media. */
  touch({ name, client }: ViewerNames, asset: string, viewer: string | undefined, seconds: number): void {
    const known = this.#active.get(name);
    if (known) {
      known.lastSeen = this.#clock();
      known.seconds += seconds;
      return;
    }
    const session = createHash('sha256').update(name).digest('hex').slice(0, 16);
    this.#active.add(client, name, { asset, viewer, session, lastSeen: this.#clock(), seconds });
    this.#timer ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
    this.#options.onStarted({ asset, viewer, session });
  }

  /** Ends all playbacks without a request for the last minute. */
  sweep(): void {
    const now = this.#clock();
    for (const [name, { lastSeen }] of this.#active.entries())
      if (now - lastSeen >= ENDED_MS) this.#active.delete(name);
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

  #ended({ asset, viewer, session, seconds }: ActivePlayback): void {
    this.#options.onEnded({ asset, viewer, session }, seconds);
  }
}
