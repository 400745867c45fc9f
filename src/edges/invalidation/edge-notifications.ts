/** Tells edges, and the other processes of a fleet, of invalidations: each at its pace, and again until it accepts. */
import type { Revocations } from '../../access/index.js';
import { within } from '../../shared/deadline.js';
import type { Edge, EdgeAnswer, Source } from '../edge.js';
import { EdgeQueue } from './edge-queue.js';
import type { InvalidationRequest } from './invalidation-request.js';
import type { EdgeReceipt } from './receipt.js';
import { fingerprintOf, isRevocation } from './revocation-target.js';

interface EdgeNotificationsOptions {
  readonly edges: readonly Edge[];
  /** The other processes of a fleet; absent where there is none. */
  readonly source?: Source | undefined;
  readonly revocations: Pick<Revocations, 'list'>;
  /** Aborts when the server shuts down. */
  readonly shutdownSignal: AbortSignal;
}

/** A restarted edge may have lost its revocations, so they are sent again at this interval. */
const RESEND_REVOCATIONS_MS = 30_000;
/** How long edges wait for the other processes to be purged; longer than these take where all is well. */
const SOURCE_FIRST_MS = 2000;

export class EdgeNotifications {
  readonly #options: EdgeNotificationsOptions;
  readonly #queues: ReadonlyMap<Edge, EdgeQueue>;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: EdgeNotificationsOptions) {
    this.#options = options;
    const { edges, source, shutdownSignal } = options;
    this.#queues = new Map(
      [...(source ? [source] : []), ...edges].map((edge) => [edge, new EdgeQueue({ edge, shutdownSignal })]),
    );
  }

  /** Sends the revocations in force to the edges that verify grants, now and periodically. */
  begin(): void {
    this.#timer = setInterval(() => this.#resendRevocations(), RESEND_REVOCATIONS_MS).unref();
    this.#options.shutdownSignal.addEventListener('abort', () => clearInterval(this.#timer), { once: true });
    this.#resendRevocations();
  }

  /** All edges, and the other processes first. */
  get edges(): readonly Edge[] {
    return [...this.#queues.keys()];
  }

  /** The edges that an invalidation concerns: of a revocation, those that verify grants. */
  concernedBy(target: InvalidationRequest['target']): readonly Edge[] {
    if (!isRevocation(target)) return this.edges;
    return this.edges.filter((edge) => edge.revoke !== undefined || isSource(edge));
  }

  /**
   * Tells the other processes, then the edges, which would else fetch from them what is purged.
   * @param report gets the state of each after each attempt.
   * @returns when the other processes have been told once, or two seconds have passed.
   */
  async tell(
    notified: readonly Edge[],
    request: InvalidationRequest,
    report: (receipt: EdgeReceipt) => void,
  ): Promise<void> {
    const sources = notified.filter(isSource).map((source) => this.#notify(source, request, report));
    if (sources.length > 0) await within(SOURCE_FIRST_MS, Promise.all(sources));
    for (const edge of notified) if (!isSource(edge)) void this.#notify(edge, request, report);
  }

  /** Resolves when no edge is due to be notified, or the server shuts down. */
  async idle(): Promise<void> {
    await Promise.all(Array.from(this.#queues.values(), (queue) => queue.idle()));
  }

  /** Resolves after the first attempt. */
  #notify(
    edge: Edge,
    { target, mode }: InvalidationRequest,
    report: (receipt: EdgeReceipt) => void,
  ): Promise<void> {
    const notify = (to: Edge, signal: AbortSignal): Promise<EdgeAnswer> => {
      if (!isRevocation(target)) return to.purge({ target, mode }, signal);
      if (isSource(to)) return to.revokeOne(fingerprintOf(target), signal);
      return this.#sendRevocations(to, signal);
    };
    return new Promise((resolve) => {
      const reportAttempt = (receipt: EdgeReceipt) => {
        report(receipt);
        resolve();
      };
      // However long Redis is gone, no other process will tell the rest of the fleet.
      const maxAttempts = isSource(edge) ? { maxAttempts: Number.POSITIVE_INFINITY } : {};
      this.#queues.get(edge)?.add({ notify, report: reportAttempt, ...maxAttempts });
    });
  }

  #resendRevocations(): void {
    if (this.#options.revocations.list().length === 0) return;
    for (const [edge, queue] of this.#queues) {
      if (!edge.revoke || queue.isBusy) continue;
      const notify = (to: Edge, signal: AbortSignal) => this.#sendRevocations(to, signal);
      queue.add({ notify, report: () => undefined, maxAttempts: 1 });
    }
  }

  #sendRevocations(edge: Edge, signal: AbortSignal): Promise<EdgeAnswer> {
    return edge.revoke?.(this.#options.revocations.list(), signal) ?? Promise.resolve({ detail: '' });
  }
}

function isSource(edge: Edge): edge is Source {
  return 'revokeOne' in edge;
}
