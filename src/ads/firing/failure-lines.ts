/** Which failures have a line in the log: of each host the first in a minute, with how many had none since the last. */
import { LRUCache } from 'lru-cache';

const PERIOD_MS = 60_000;
/** Hosts beyond are as new ones. */
const MAX_HOSTS = 1000;

interface Host {
  writtenAtMs: number;
  unwritten: number;
}

export class FailureLines {
  readonly #hosts = new LRUCache<string, Host>({ max: MAX_HOSTS });
  readonly #now: () => number;

  /** @param now milliseconds from any fixed moment. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** How many of the host had none since the last; undefined where this one has none either. */
  take(name: string): number | undefined {
    const host = this.#hosts.get(name);
    if (host && this.#now() - host.writtenAtMs < PERIOD_MS) {
      host.unwritten++;
      return undefined;
    }
    this.#hosts.set(name, { writtenAtMs: this.#now(), unwritten: 0 });
    return host?.unwritten ?? 0;
  }
}
