/** Asks ad servers for the breaks of a programme, for no longer than the manifest may wait. */
import { LRUCache } from 'lru-cache';
import type { AdAnswer } from './ad-break.js';
import { AdResolution } from './ad-resolution.js';
import type { AdServers } from './ad-servers.js';
import { type AdRequestFacts, fillMacros } from './macros.js';

export interface AdClientOptions {
  readonly servers: Pick<AdServers, 'fetch'>;
  /** For all documents of one tag together. */
  readonly timeoutMs: number;
}

/** Who asks, and for what; see {@link AdRequestFacts}. */
export type AdViewer = Omit<AdRequestFacts, 'now' | 'random'>;

/** How long an answer holds for the same request: players ask for a manifest more than once when they start. */
const SHARED_MS = 5000;
/** Each has up to a mebibyte of documents. */
const MAX_SHARED = 64;
/** How many tags are followed at once. Each holds up to a mebibyte of answers; further ones get no ads. */
const MAX_IN_PROGRESS = 128;
const BUSY: AdAnswer = { breaks: [], problems: [{ code: 'ad_servers_busy' }] };

export class AdClient {
  readonly #options: AdClientOptions;
  readonly #shared = new LRUCache<string, Promise<AdAnswer>>({
    max: MAX_SHARED,
    ttl: SHARED_MS,
    ttlAutopurge: true,
  });
  #inProgress = 0;

  constructor(options: AdClientOptions) {
    this.#options = options;
  }

  /**
   * The breaks of a tag as far as they are known in time. Never rejects.
   *
   * Requests for one tag from one viewer share an answer for some seconds: what a tag leads to may have macros of the viewer, even if it has none itself.
   */
  breaks(tag: string, viewer: AdViewer): Promise<AdAnswer> {
    const facts = { ...viewer, now: Date.now(), random: Math.random() };
    const filled = fillMacros(tag, facts);
    const key = JSON.stringify([filled, viewer.address, viewer.userAgent]);
    const shared = this.#shared.get(key);
    if (shared) return shared;
    if (this.#inProgress >= MAX_IN_PROGRESS) return Promise.resolve(BUSY);
    const answer = this.#ask(filled, facts);
    this.#shared.set(key, answer);
    return answer;
  }

  async #ask(tag: string, facts: AdRequestFacts): Promise<AdAnswer> {
    const { servers, timeoutMs } = this.#options;
    const late = AbortSignal.timeout(timeoutMs);
    const resolution = new AdResolution((url, onBytes) =>
      servers.fetch(fillMacros(url, facts), late, onBytes),
    );
    this.#inProgress += 1;
    return resolution.resolve(tag).finally(() => {
      this.#inProgress -= 1;
    });
  }
}
