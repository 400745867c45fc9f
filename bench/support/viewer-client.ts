/** A viewer's requests: what each says of the viewer, what is done about a 503, and what is taken down. */
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ViewerTrack } from './viewer-buffer.js';
import { type CmcdMode, type CmcdState, cmcdHeaders, withCmcdQuery } from './viewer-cmcd.js';
import { type Answer, ask, cacheResult, phaseMs, retryAfterSeconds } from './viewer-exchange.js';

export type RequestKind = 'manifest' | 'playlist' | 'init' | ViewerTrack;

/** What is asked for. */
export interface Wanted {
  readonly kind: RequestKind;
  readonly url: string;
  /** Of a segment. */
  readonly segment?: number;
  /** Of media; 0 for all but segments. */
  readonly seconds: number;
  /** What CMCD tells beside the kind. */
  readonly says: Partial<CmcdState>;
}

export interface ViewerRequest {
  readonly kind: RequestKind;
  readonly segment: number | undefined;
  /** Of media. */
  readonly seconds: number;
  readonly startedAtMs: number;
  /** Until the last byte. */
  readonly ms: number;
  readonly status: number;
  /** As the server says: `hit`, `prefetch`, `miss`, `collapsed`. */
  readonly result: string | undefined;
  /** What the server says that it waited and encoded for this request. */
  readonly queueMs: number;
  readonly encodeMs: number;
}

/** The server turned the viewer away before anything was shown. */
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
const MOST_RETRIES = 8;
/** Without `Retry-After`, and at most. */
const USUAL_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 10;
/** As browsers have them to one host. */
const CONNECTIONS = 6;

const OBJECT_TYPES = { manifest: 'm', playlist: 'm', init: 'i', video: 'v', audio: 'a' } as const;

export interface ViewerClientOptions {
  /** How it tells of itself; not at all if undefined. */
  readonly cmcd: CmcdMode | undefined;
  /** Whether nothing has been shown yet: then a 503 is a refusal. */
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

  /** A 200's answer. @throws Refused; Error when it cannot be had, or when `signal` aborts. */
  async get(wanted: Wanted, signal: AbortSignal): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#once(wanted, signal);
      if (answer.status === 200) return answer;
      if (answer.status !== UNAVAILABLE || attempt === MOST_RETRIES)
        throw new Error(`${answer.status} for ${wanted.kind} ${wanted.segment ?? ''}`);
      if (this.#options.starting()) throw new Refused(answer);
      const seconds = retryAfterSeconds(answer.headers) ?? USUAL_WAIT_SECONDS;
      await sleep(Math.min(seconds, LONGEST_WAIT_SECONDS) * 1000, undefined, { signal });
    }
  }

  /** Ends its connections. */
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
