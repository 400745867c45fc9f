/**
 * Runs invalidations: first on this origin and the other processes of its fleet, so that no edge refetches what is purged, then at
 * every edge. Each has a receipt, and resumes after a restart.
 */

import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { type Revocations, tokenFingerprint, viewerFingerprint } from '../../access/index.js';
import type { LocalPurge } from '../../segments/index.js';
import { within } from '../../shared/deadline.js';
import { OnplayError } from '../../shared/errors.js';
import type { Edge, EdgeAnswer, PurgeMode, Source } from '../edge.js';
import { EdgeQueue } from './edge-queue.js';
import type { InvalidationRequest, RevocationTarget } from './invalidation-request.js';
import { purgeScopeOf } from './purge-scope-of.js';
import { type EdgeReceipt, type OriginReceipt, type Receipt, refused, settled, withEdge } from './receipt.js';
import type { ReceiptStore } from './receipt-store.js';

interface InvalidationsOptions {
  readonly purge: LocalPurge;
  readonly revocations: Revocations;
  readonly edges: readonly Edge[];
  /** The other processes of a fleet; absent where there is none. */
  readonly source?: Source | undefined;
  readonly receipts: ReceiptStore;
  readonly onCompleted: (receipt: Receipt) => void;
  readonly log: Logger;
  /** Aborts when the server shuts down. */
  readonly shutdownSignal: AbortSignal;
}

/** A restarted edge may have lost its revocations, so they are sent again at this interval. */
const RESEND_REVOCATIONS_MS = 30_000;
/** As many as may arrive while a message can be replayed; only correctly signed ones get here. */
const MAX_MESSAGES = 20_000;
/** How long edges wait for the other processes to be purged; longer than these take where all is well. */
const SOURCE_FIRST_MS = 2000;

export class Invalidations {
  readonly #options: InvalidationsOptions;
  readonly #queues: ReadonlyMap<Edge, EdgeQueue>;
  /** Invalidation ids by the webhook ids that requested them. */
  readonly #byMessage = new LRUCache<string, string>({ max: MAX_MESSAGES });
  #timer: NodeJS.Timeout | undefined;

  constructor(options: InvalidationsOptions) {
    this.#options = options;
    const { edges, source, shutdownSignal } = options;
    this.#queues = new Map(
      [...(source ? [source] : []), ...edges].map((edge) => [edge, new EdgeQueue({ edge, shutdownSignal })]),
    );
  }

  /** Resumes the invalidations of an earlier process, and starts to send revocations periodically. */
  async begin(): Promise<void> {
    const { receipts, shutdownSignal } = this.#options;
    await receipts.restore();
    for (const { id, messageId } of receipts.list(Number.POSITIVE_INFINITY))
      if (messageId !== undefined) this.#byMessage.set(messageId, id);
    for (const receipt of receipts.unfinished()) this.#resume(receipt);
    this.#timer = setInterval(() => this.#resendRevocations(), RESEND_REVOCATIONS_MS).unref();
    shutdownSignal.addEventListener('abort', () => clearInterval(this.#timer), { once: true });
    this.#resendRevocations();
  }

  /**
   * Starts an invalidation; resolves when the target is purged on this origin, while edges are still being notified. The
   * same message id starts one invalidation only.
   * @throws OnplayError `revocations_full`, `data_unwritable`, `shutting_down`.
   */
  async start(request: InvalidationRequest, messageId?: string): Promise<Receipt> {
    const { receipts, log } = this.#options;
    const known = messageId === undefined ? undefined : this.#receiptOf(messageId);
    if (known) return known;
    const id = `inv_${randomBytes(12).toString('hex')}`;
    if (messageId !== undefined) this.#byMessage.set(messageId, id);
    const { target, mode } = request;
    const notified = notifiedEdges([...this.#queues.keys()], target);
    const receipt: Receipt = {
      ...{ id, createdAt: new Date().toISOString(), state: 'under way', target, mode },
      ...(messageId !== undefined && { messageId }),
      origin: { memory: 0, disk: 0, underWay: 0 },
      edges: notified.map(({ name }) => ({ name, state: 'waiting', attempts: 0 })),
    };
    // Stored first: after a crash the next process starts it again.
    await receipts.put(receipt);
    return this.#run(receipt, notified).catch((error: unknown) => {
      if (messageId !== undefined) this.#byMessage.delete(messageId);
      log.error({ err: error, invalidation: id }, 'an invalidation failed');
      void receipts.put(refused(receipt, new Date()));
      throw error;
    });
  }

  /** @throws OnplayError `invalidation_unknown`. */
  get(id: string): Receipt {
    const receipt = this.#options.receipts.get(id);
    if (!receipt) throw invalidationUnknown();
    return receipt;
  }

  /** Newest first. */
  list(limit: number): readonly Receipt[] {
    return this.#options.receipts.list(limit);
  }

  /** Shows the receipt of an invalidation that another process runs. */
  adopt(receipt: Receipt): void {
    this.#options.receipts.adopt(receipt);
    if (receipt.messageId !== undefined && !this.#byMessage.has(receipt.messageId))
      this.#byMessage.set(receipt.messageId, receipt.id);
  }

  /** Resolves when no edge is due to be notified, or the server shuts down, and all receipts are written. */
  async idle(): Promise<void> {
    await Promise.all(Array.from(this.#queues.values(), (queue) => queue.idle()));
    await this.#options.receipts.idle();
  }

  #receiptOf(messageId: string): Receipt | undefined {
    const id = this.#byMessage.get(messageId);
    return id === undefined ? undefined : this.#options.receipts.get(id);
  }

  async #run(receipt: Receipt, notified: readonly Edge[]): Promise<Receipt> {
    const { receipts, log } = this.#options;
    const origin = await this.#purgeOrigin(receipt.target, receipt.mode);
    const next = settled({ ...receipt, origin }, new Date());
    await receipts.put(next);
    log.info({ invalidation: next.id, target: next.target.kind, mode: next.mode, ...origin }, 'invalidated');
    if (next.completedAt !== undefined) this.#options.onCompleted(next);
    const sources = notified.filter(isSource).map((source) => this.#notify(source, next));
    if (sources.length > 0) await within(SOURCE_FIRST_MS, Promise.all(sources));
    for (const edge of notified) if (!isSource(edge)) void this.#notify(edge, next);
    return receipts.get(next.id) ?? next;
  }

  #resume(receipt: Receipt): void {
    const waiting = new Set(receipt.edges.filter(({ state }) => state === 'waiting').map(({ name }) => name));
    const present = [...this.#queues.keys()].filter(({ name }) => waiting.has(name));
    const names = new Set(present.map(({ name }) => name));
    const edges = receipt.edges.map(
      (edge): EdgeReceipt =>
        edge.state === 'waiting' && !names.has(edge.name)
          ? { ...edge, state: 'failed', detail: 'it is no longer configured' }
          : edge,
    );
    this.#run({ ...receipt, edges }, present).catch((error: unknown) => {
      this.#options.log.error({ err: error, invalidation: receipt.id }, 'an invalidation failed');
    });
  }

  async #purgeOrigin(target: InvalidationRequest['target'], mode: PurgeMode): Promise<OriginReceipt> {
    if (target.kind === 'viewer' || target.kind === 'token') {
      await this.#options.revocations.add(revocationOf(target));
      return { memory: 0, disk: 0, underWay: 0 };
    }
    // Segments here are named by their recipe and never stale, so a soft purge has nothing to revalidate.
    if (mode === 'soft') return { memory: 0, disk: 0, underWay: 0 };
    const { inProgress, memory, disk } = await this.#options.purge(purgeScopeOf(target));
    return { memory, disk, underWay: inProgress };
  }

  /** Resolves after the first attempt. */
  #notify(edge: Edge, { id, target, mode }: Receipt): Promise<void> {
    const notify = (to: Edge, signal: AbortSignal): Promise<EdgeAnswer> => {
      if (target.kind !== 'viewer' && target.kind !== 'token') return to.purge({ target, mode }, signal);
      if (isSource(to)) return to.revokeOne(fingerprintOf(target), signal);
      return to.revoke?.(this.#options.revocations.list(), signal) ?? Promise.resolve({ detail: '' });
    };
    return new Promise((resolve) => {
      const report = (answer: EdgeReceipt) => {
        this.#report(id, answer);
        resolve();
      };
      // However long Redis is gone, no other process will tell the rest of the fleet.
      const maxAttempts = isSource(edge) ? { maxAttempts: Number.POSITIVE_INFINITY } : {};
      this.#queues.get(edge)?.add({ notify, report, ...maxAttempts });
    });
  }

  #report(id: string, edge: EdgeReceipt): void {
    const { receipts, onCompleted, log } = this.#options;
    const receipt = receipts.get(id);
    if (!receipt || receipt.completedAt !== undefined) return;
    const next = withEdge(receipt, edge, new Date());
    void receipts.put(next);
    const level = edge.state === 'done' ? 'info' : 'warn';
    log[level](
      { invalidation: id, edge: edge.name, state: edge.state, detail: edge.detail },
      'edge notified',
    );
    if (next.completedAt !== undefined) onCompleted(next);
  }

  #resendRevocations(): void {
    const list = this.#options.revocations.list();
    if (list.length === 0) return;
    for (const [edge, queue] of this.#queues) {
      if (!edge.revoke || queue.isBusy) continue;
      const notify = (to: Edge, signal: AbortSignal) =>
        to.revoke?.(list, signal) ?? Promise.resolve({ detail: '' });
      queue.add({ notify, report: () => undefined, maxAttempts: 1 });
    }
  }
}

/** Revocations concern only the edges that verify grants. */
function notifiedEdges(edges: readonly Edge[], { kind }: InvalidationRequest['target']): readonly Edge[] {
  if (kind !== 'viewer' && kind !== 'token') return edges;
  return edges.filter((edge) => edge.revoke !== undefined || isSource(edge));
}

function isSource(edge: Edge): edge is Source {
  return 'revokeOne' in edge;
}

function revocationOf(target: RevocationTarget) {
  return {
    fingerprint: fingerprintOf(target),
    untilSeconds: Math.ceil(Date.now() / 1000) + target.seconds,
  };
}

function fingerprintOf(target: RevocationTarget): string {
  return target.kind === 'viewer' ? viewerFingerprint(target.viewer) : tokenFingerprint(target.token);
}

function invalidationUnknown(): OnplayError {
  return new OnplayError('invalidation_unknown', {
    publicDetail: 'There is no invalidation with this id, or it was too long ago.',
  });
}
