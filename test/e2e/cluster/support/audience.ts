/** Viewers as HTTP clients, behind a load balancer over several origins, and what became of their requests. */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ANSWER_MS } from '../../../support/budgets.js';
import { retryDelayMs } from '../../../support/patient-fetch.js';

/** What all viewers together have seen. */
export interface AudienceReport {
  /** Segments that were answered whole. */
  readonly answered: number;
  /** 503 with `Retry-After`, after which viewers asked again. */
  readonly refused: number;
  /** The error codes of these. */
  readonly refusals: readonly string[];
  /** Connections that an origin lost, after which the load balancer asked another one. */
  readonly rerouted: number;
  /** All else: what a viewer would have seen as an error. */
  readonly failed: readonly string[];
}

export class Audience {
  readonly #origins: () => readonly { readonly url: string }[];
  #answered = 0;
  #refused = 0;
  readonly #refusals = new Set<string>();
  #rerouted = 0;
  readonly #failed: string[] = [];
  /** Of each segment, as the first viewer got it. */
  readonly #digests = new Map<string, string>();
  #next = 0;

  /** @param origins those that the load balancer knows now; read for each request. */
  constructor(origins: () => readonly { readonly url: string }[]) {
    this.#origins = origins;
  }

  get report(): AudienceReport {
    return {
      ...{ answered: this.#answered, refused: this.#refused, rerouted: this.#rerouted },
      ...{ refusals: [...this.#refusals], failed: this.#failed },
    };
  }

  /** Plays segments one after the other, each from the next origin. Never rejects. */
  async play(urls: readonly string[]): Promise<void> {
    for (const url of urls) await this.get(new URL(url).pathname);
  }

  /** Gets a path until there is an answer that is not 503; counts what happened. Resolves with the bytes if there are any. */
  async get(path: string): Promise<Buffer | undefined> {
    const end = performance.now() + ANSWER_MS;
    while (performance.now() < end) {
      const outcome = await this.#once(path);
      if (typeof outcome !== 'number') return outcome;
      await wait(outcome);
    }
    this.#failed.push(`${path}: refused for ${ANSWER_MS} ms`);
    return undefined;
  }

  /** The bytes; undefined after a failure; or milliseconds after which to ask again. */
  async #once(path: string): Promise<Buffer | undefined | number> {
    const origins = this.#origins();
    const { url } = origins[this.#next++ % origins.length]!;
    try {
      const response = await fetch(new URL(path, url));
      const body = Buffer.from(await response.arrayBuffer());
      if (response.status === 200) {
        this.#answered += 1;
        this.#compare(path, body);
        return body;
      }
      const delayMs = retryDelayMs(response.status, response.headers.get('Retry-After'));
      if (delayMs > 0) {
        this.#refused += 1;
        this.#refusals.add((JSON.parse(body.toString()) as { code: string }).code);
        return delayMs;
      }
      this.#failed.push(`${path}: ${response.status} ${body.subarray(0, 200)}`);
    } catch {
      // As load balancers do where the origin is gone, for requests that change nothing.
      this.#rerouted += 1;
      return REROUTE_MS;
    }
    return undefined;
  }

  /** The bytes of a segment are the same for all viewers, from both origins, before and after a fault. */
  #compare(path: string, body: Buffer): void {
    const [segment = ''] = /[^/]+\/[^/]+\/[^/]+$/.exec(path) ?? [];
    const digest = createHash('sha256').update(body).digest('hex');
    const known = this.#digests.get(segment);
    if (known !== undefined && known !== digest) this.#failed.push(`${path}: other bytes than before`);
    this.#digests.set(segment, digest);
  }
}

/** How long a load balancer takes to ask another origin. */
const REROUTE_MS = 20;

/** One line for a report. */
export function describeAudience(
  what: string,
  { answered, refused, refusals, rerouted, failed }: AudienceReport,
): string {
  const why = refusals.length > 0 ? ` (${refusals.join(', ')})` : '';
  return `${what}: ${answered} answered, ${failed.length} failed, ${refused} times 503 with Retry-After${why}, ${rerouted} rerouted\n`;
}
