/**
 * Runs invalidations: first on this origin and the other processes of its fleet, so that no edge refetches what is purged, then at
 * every edge. Each has a receipt, and resumes after a restart.
 */

import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Revocations } from '../../access/index.js';
import type { LocalPurge } from '../../segments/index.js';
import { OnplayError } from '../../shared/errors.js';
import type { Edge, Source } from '../edge.js';
import { EdgeNotifications } from './edge-notifications.js';
import { invalidateOrigin } from './invalidate-origin.js';
import type { InvalidationRequest } from './invalidation-request.js';
import { type EdgeReceipt, type Receipt, refused, settled, withEdge } from './receipt.js';
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

/** As many as may arrive while a message can be replayed; only correctly signed ones get here. */
const MAX_MESSAGES = 20_000;

export class Invalidations {
  readonly #options: InvalidationsOptions;
  readonly #notifications: EdgeNotifications;
  /** Invalidation ids by the webhook ids that requested them. */
  readonly #byMessage = new LRUCache<string, string>({ max: MAX_MESSAGES });

  constructor(options: InvalidationsOptions) {
    this.#options = options;
    this.#notifications = new EdgeNotifications(options);
  }

  /** Resumes the invalidations of an earlier process, and starts to send revocations periodically. */
  async begin(): Promise<void> {
    const { receipts } = this.#options;
    await receipts.restore();
    for (const { id, messageId } of receipts.list(Number.POSITIVE_INFINITY))
      if (messageId !== undefined) this.#byMessage.set(messageId, id);
    for (const receipt of receipts.unfinished()) this.#resume(receipt);
    this.#notifications.begin();
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
    const notified = this.#notifications.concernedBy(target);
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

  /**
   * Goes on with an invalidation of another process, which is gone, as with one of an earlier process here. Returns false for one that this
   * process has itself.
   */
  takeOver(receipt: Receipt): boolean {
    if (this.#options.receipts.isOwn(receipt.id)) return false;
    this.#resume(receipt);
    return true;
  }

  /** Resolves when no edge is due to be notified, or the server shuts down, and all receipts are written. */
  async idle(): Promise<void> {
    await this.#notifications.idle();
    await this.#options.receipts.idle();
  }

  #receiptOf(messageId: string): Receipt | undefined {
    const id = this.#byMessage.get(messageId);
    return id === undefined ? undefined : this.#options.receipts.get(id);
  }

  async #run(receipt: Receipt, notified: readonly Edge[]): Promise<Receipt> {
    const { receipts, log } = this.#options;
    const origin = await invalidateOrigin(this.#options, receipt);
    const next = settled({ ...receipt, origin }, new Date());
    await receipts.put(next);
    log.info({ invalidation: next.id, target: next.target.kind, mode: next.mode, ...origin }, 'invalidated');
    if (next.completedAt !== undefined) this.#options.onCompleted(next);
    await this.#notifications.tell(notified, next, (edge) => this.#report(next.id, edge));
    return receipts.get(next.id) ?? next;
  }

  #resume(receipt: Receipt): void {
    const waiting = new Set(receipt.edges.filter(({ state }) => state === 'waiting').map(({ name }) => name));
    const present = this.#notifications.edges.filter(({ name }) => waiting.has(name));
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
}

function invalidationUnknown(): OnplayError {
  return new OnplayError('invalidation_unknown', {
    publicDetail: 'There is no invalidation with this id, or it was too long ago.',
  });
}
