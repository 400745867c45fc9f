/**
 * Requests what ad servers want requested while their ads are played, as segments are delivered: once for each session and event, however often and
 * in whichever renditions a player requests a segment.
 */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { plainAddress } from '../../shared/plain-address.js';
import { tenantOfClient } from '../../shared/scheduler/client-name.js';
import { eventsOf } from '../../shared/sequence/fired-events.js';
import { fillMacros } from '../requests/macros.js';
import { FailureLines } from './failure-lines.js';
import { type KeptAd, KeptAds } from './kept-ads.js';
import type { SharedAds } from './shared-ads.js';
import type { TrackedViewer, TrackingClient } from './tracking-client.js';
import {
  type AttemptOutcome,
  type TrackingJob,
  type TrackingOutcome,
  TrackingQueue,
} from './tracking-queue.js';

/** `lost`: a segment was delivered of an ad whose events this server does not know any more, or never knew. */
export type FiringOutcome = TrackingOutcome | 'lost';

interface AdFiringOptions {
  readonly client: Pick<TrackingClient, 'request'>;
  /** What the servers of a fleet know; absent where this one is alone. */
  readonly shared?: SharedAds | undefined;
  /** Called for each event, and for each segment that is `lost`. */
  readonly onEnd: (outcome: FiringOutcome) => void;
  readonly log: Logger;
  readonly retryDelaysMs?: readonly number[];
}

/** An ad that a session will play. Manifests in which its `events` are the same array play the same ad of one answer. */
interface SessionAd extends KeptAd {
  /** Who will play it; see `clientName`. */
  readonly client: string;
}

/** A segment that was delivered to a player. */
export interface DeliveredSegment {
  /** Of its ad, as `keep` named it. */
  readonly id: string;
  /** Its number, and when each segment of its rendition ends, in seconds from the beginning of the ad. */
  readonly segment: number;
  readonly ends: readonly number[];
  /** Of its grant. */
  readonly expiresAtSeconds: number;
  readonly viewer: TrackedViewer & { readonly client: string };
}

interface Job extends TrackingJob {
  readonly url: string;
  readonly event: string;
  readonly viewer: TrackedViewer;
  /** Why the last attempt failed. */
  reason?: string;
}

/** In characters, filled in: servers refuse longer URLs. */
const MAX_FILLED = 8192;
const ID_BYTES = 12;

export class AdFiring {
  readonly #options: AdFiringOptions;
  readonly #kept: KeptAds;
  /** By the events of an ad, and then by client and programme. */
  readonly #ids = new WeakMap<KeptAd['events'], Map<string, string>>();
  readonly #failures = new FailureLines();
  readonly #queue: TrackingQueue<Job>;

  constructor(options: AdFiringOptions) {
    const { retryDelaysMs, shared } = options;
    this.#options = options;
    this.#kept = new KeptAds({ onGaveWay: (id) => shared?.remove(id) });
    this.#queue = new TrackingQueue({
      attempt: (job, signal) => this.#attempt(job, signal),
      onEnd: (job, outcome) => this.#ended(job, outcome),
      ...(retryDelaysMs && { retryDelaysMs }),
    });
  }

  /** Keeps what is requested as an ad is delivered. @returns its name, the same for all manifests with the ad of one client; see `isFiredId`. */
  keep({ client, ...ad }: SessionAd): string {
    const id = this.#idOf(client, ad);
    if (this.#kept.add(client, id, ad)) this.#options.shared?.store(id, ad);
    return id;
  }

  /** Has the events of a segment requested that were not before. Returns at once. */
  delivered(segment: DeliveredSegment): void {
    const { log } = this.#options;
    this.#fire(segment).catch((err: unknown) => log.error({ err }, 'tracking URLs could not be requested'));
  }

  /** Takes nothing more, and ends within `graceMs`. */
  close(graceMs: number): Promise<void> {
    return this.#queue.close(graceMs);
  }

  #idOf(client: string, { events, asset }: KeptAd): string {
    const ids = this.#ids.get(events) ?? new Map<string, string>();
    this.#ids.set(events, ids);
    const key = JSON.stringify([client, asset]);
    const id = ids.get(key) ?? randomBytes(ID_BYTES).toString('base64url');
    ids.set(key, id);
    return id;
  }

  async #fire({ id, segment, ends, expiresAtSeconds, viewer }: DeliveredSegment): Promise<void> {
    const { shared, onEnd } = this.#options;
    const ad = this.#kept.get(id) ?? (await this.#adopt(id, viewer.client));
    if (!ad) {
      onEnd('lost');
      return;
    }
    const taken = this.#kept.take(id, eventsOf(segment, ends, ad.events));
    const own = taken.length > 0 && shared ? await shared.take(id, taken, expiresAtSeconds) : taken;
    for (const event of own) this.#request(id, ad, event, viewer);
  }

  /** What another server has kept. */
  async #adopt(id: string, client: string): Promise<KeptAd | undefined> {
    const found = await this.#options.shared?.find(id);
    if (found) this.#kept.add(client, id, found, { isAdopted: true });
    return this.#kept.get(id);
  }

  #request(
    id: string,
    { asset, events }: KeptAd,
    index: number,
    { client, address, userAgent }: DeliveredSegment['viewer'],
  ): void {
    const viewer = { address: plainAddress(address), userAgent };
    const { event, url: written } = events[index]!;
    const url = fillMacros(written, { asset, ...viewer, now: Date.now(), random: Math.random() });
    const isUrl = url.length <= MAX_FILLED && URL.canParse(url);
    const host = isUrl ? new URL(url).host : '';
    const whose = { client, tenant: tenantOfClient(client), lane: `${id} ${host}` };
    const job = { url, host, event, viewer, ...whose };
    if (isUrl) this.#queue.add(job);
    else this.#ended({ ...job, reason: 'it is no URL any more' }, 'failed');
  }

  async #attempt(job: Job, signal: AbortSignal): Promise<AttemptOutcome> {
    const answer = await this.#options.client.request(job.url, job.viewer, signal);
    if (answer.kind !== 'requested') job.reason = answer.reason;
    return answer.kind;
  }

  /** Path and query may hold a secret: the log has the host alone. */
  #ended({ host, event, reason }: Job, outcome: TrackingOutcome): void {
    const { onEnd, log } = this.#options;
    onEnd(outcome);
    if (outcome === 'failed') this.#warn({ host, event, reason });
    else if (outcome === 'dropped')
      log.debug({ host, event }, 'a tracking URL is not requested: too many are');
  }

  /** The metric counts all of them. */
  #warn(failure: {
    readonly host: string;
    readonly event: string;
    readonly reason: string | undefined;
  }): void {
    const others = this.#failures.take(failure.host);
    if (others === undefined) return;
    this.#options.log.warn({ ...failure, others }, 'a tracking URL could not be requested');
  }
}
