/** Asks ad servers for the breaks of a programme, for no longer than the manifest may wait. */
import { LRUCache } from 'lru-cache';
import { SingleFlight } from '../../shared/single-flight.js';
import type { AdAnswer } from './ad-break.js';
import { AdResolution } from './ad-resolution.js';
import type { AdServers } from './ad-servers.js';
import { AdTurns } from './ad-turns.js';
import { type AdRequestFacts, fillMacros } from './macros.js';

export interface AdClientOptions {
  readonly servers: Pick<AdServers, 'fetch'>;
  /** For all documents of one tag together. */
  readonly timeoutMs: number;
}

/** What an ad server may learn; see {@link AdRequestFacts}. */
export type AdViewer = Omit<AdRequestFacts, 'now' | 'random'>;

/** Who waits for the answer. */
export interface AdWaiter {
  /** Whose share of the requests it takes; see `clientName`. */
  readonly client: string;
  /** Aborts when the answer is not waited for any more. */
  readonly signal: AbortSignal;
}

/** How long an answer holds for the same request: players ask for a manifest more than once when they start. */
const KEPT_MS = 5000;
/** Each has up to a mebibyte of documents. */
const MAX_KEPT = 64;
const BUSY: AdAnswer = { breaks: [], problems: [{ code: 'ad_servers_busy' }] };
const NOTHING: AdAnswer = { breaks: [], problems: [] };
/** Who stays, as on a command line. */
const STAYING: AdWaiter = { client: '', signal: new AbortController().signal };

export class AdClient {
  readonly #options: AdClientOptions;
  readonly #turns = new AdTurns();
  readonly #requests = new SingleFlight<AdAnswer>();
  readonly #kept = new LRUCache<string, AdAnswer>({ max: MAX_KEPT, ttl: KEPT_MS, ttlAutopurge: true });

  constructor(options: AdClientOptions) {
    this.#options = options;
  }

  /**
   * The breaks of a tag as far as they are known in time. When all who wait for them have left, nothing is asked any more. Never rejects.
   *
   * Requests for one tag, of one programme and viewer, share an answer for some seconds: what a tag leads to may have macros of both, even if it has none itself.
   */
  async breaks(tag: string, viewer: AdViewer, { client, signal }: AdWaiter = STAYING): Promise<AdAnswer> {
    const facts = { ...viewer, now: Date.now(), random: Math.random() };
    const filled = fillMacros(tag, facts);
    const key = JSON.stringify([filled, viewer.asset, viewer.address, viewer.userAgent]);
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const { promise } = this.#requests.share(key, { signal }, async ({ signal: wanted }) => {
      const endTurn = this.#turns.take(client);
      if (!endTurn) return BUSY;
      const answer = await this.#ask(filled, facts, wanted).finally(endTurn);
      if (!wanted.aborted) this.#kept.set(key, answer);
      return answer;
    });
    return promise.catch((error: unknown) => {
      if (signal.aborted) return NOTHING;
      throw error;
    });
  }

  /** Never rejects. */
  #ask(tag: string, facts: AdRequestFacts, wanted: AbortSignal): Promise<AdAnswer> {
    const { servers, timeoutMs } = this.#options;
    const over = AbortSignal.any([wanted, AbortSignal.timeout(timeoutMs)]);
    const resolution = new AdResolution((url, onBytes) =>
      servers.fetch(fillMacros(url, facts), over, onBytes),
    );
    return resolution.resolve(tag);
  }
}
