/** The HTTP client of a viewer: sends CMCD, retries after a 503, and records every request. */
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ViewerTrack } from './viewer-buffer.js';
import { type CmcdMode, type CmcdState, cmcdHeaders, withCmcdQuery } from './viewer-cmcd.js';
import { type Answer, ask, cacheResult, phaseMs, retryAfterSeconds } from './viewer-exchange.js';

export type RequestKind = 'manifest' | 'playlist' | 'init' | ViewerTrack;

/** A request to make. */
export interface Wanted {
  readonly kind: RequestKind;
  readonly url: string;
  /** The number of a segment; undefined for other requests. */
  readonly segment?: number;
  /** Duration of the media; 0 for all but segments. */
  readonly seconds: number;
  /** The CMCD of the request, without the kind. */
  readonly says: Partial<CmcdState>;
}

export interface ViewerRequest {
  readonly kind: RequestKind;
  readonly segment: number | undefined;
  /** Duration of the media. */
  readonly seconds: number;
  readonly startedAtMs: number;
  /** Milliseconds until the last byte. */
  readonly ms: number;
  readonly status: number;
  /** The server's result: `hit`, `prefetched`, `disk`, `miss`, `collapsed`. */
  readonly result: string | undefined;
  /** Milliseconds that the server queued and encoded for this request. */
  readonly queueMs: number;
  readonly encodeMs: number;
}

/** The server refused the viewer before the first frame. */
export class Refused extends Error {
  readonly ms: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(answer: Answer) {
    super('refused');
    this.ms = answer.ms;
    this.retryAfterSeconds = retryAfterSeconds(answer.headers);
  }
}

const UNAVAILABLE = 503;
const MAX_RETRIES = 8;
/** The retry delay without `Retry-After`, and the maximum delay. */
const USUAL_WAIT_SECONDS = 1;
const MAX_WAIT_SECONDS = 10;
/** The browsers' limit of connections to one host. */
const CONNECTIONS = 6;

const OBJECT_TYPES = { manifest: 'm', playlist: 'm', init: 'i', video: 'v', audio: 'a' } as const;

export interface ViewerClientOptions {
  /** How it sends CMCD; not sent if undefined. */
  readonly cmcd: CmcdMode | undefined;
  /** Whether no frame has been shown yet, so that a 503 is a refusal. */
  readonly starting: () => boolean;
}

export class ViewerClient {
  readonly requests: ViewerRequest[] = [];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  readonly #sessionId = randomUUID();
  readonly #options: ViewerClientOptions;
  #throughput: number | undefined;

  constructor(options: ViewerClientOptions) {
    this.#options = options;
  }

  /** Returns the response with status 200. @throws Refused; Error for any other failure, or when `signal` aborts. */
  async get(wanted: Wanted, signal: AbortSignal): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#once(wanted, signal);
      if (answer.status === 200) return answer;
      if (answer.status !== UNAVAILABLE || attempt === MAX_RETRIES)
        throw new Error(`${answer.status} for ${wanted.kind} ${wanted.segment ?? ''}`);
      if (this.#options.starting()) throw new Refused(answer);
      const seconds = retryAfterSeconds(answer.headers) ?? USUAL_WAIT_SECONDS;
      await sleep(Math.min(seconds, MAX_WAIT_SECONDS) * 1000, undefined, { signal });
    }
  }

  /** Closes its connections. */
  close(): void {
    this.#agent.destroy();
  }

  async #once(wanted: Wanted, signal: AbortSignal): Promise<Answer> {
    const { kind, segment, seconds, url } = wanted;
    const state = this.#state(wanted);
    const { cmcd } = this.#options;
    const startedAtMs = performance.now();
    const answer = await ask(cmcd === 'query' ? withCmcdQuery(url, state) : url, {
      agent: this.#agent,
      headers: cmcd === 'headers' ? cmcdHeaders(state) : {},
      signal,
      keepText: kind === 'manifest' || kind === 'playlist',
    });
    const { status, ms, headers, bytes } = answer;
    if (seconds > 0) this.#throughput = (bytes * 8 * 1000) / ms;
    const said = { result: cacheResult(headers), queueMs: phaseMs(headers, 'queue') };
    const encodeMs = phaseMs(headers, 'encode');
    this.requests.push({ kind, segment, seconds, startedAtMs, ms, status, ...said, encodeMs });
    return answer;
  }

  #state({ kind, seconds, says }: Wanted): CmcdState {
    return {
      sessionId: this.#sessionId,
      objectType: OBJECT_TYPES[kind],
      startup: this.#options.starting(),
      ...(seconds > 0 && { durationSeconds: seconds }),
      ...(this.#throughput !== undefined && { throughput: this.#throughput }),
      ...says,
    };
  }
}
