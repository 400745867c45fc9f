/**
 * Has things forgotten: here first (what is being made, in memory, on disk), so that nobody fetches them anew from here,
 * then at every edge. Each invalidation leaves a receipt, and is carried on after a restart.
 */

import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { type Revocations, tokenFingerprint, viewerFingerprint } from '../../access/index.js';
import type { AssetLibrary } from '../../assets/index.js';
import type { CacheTier, Coordinator, PurgeScope } from '../../segments/index.js';
import { OnplayError } from '../../shared/errors.js';
import type { Edge, EdgeAnswer, PurgeMode } from '../edge.js';
import type { InvalidationTarget } from '../surrogate-keys.js';
import { EdgeQueue } from './edge-queue.js';
import type { InvalidationRequest, RevocationTarget } from './invalidation-request.js';
import { type EdgeReceipt, type OriginReceipt, type Receipt, settled, withEdge } from './receipt.js';
import type { ReceiptStore } from './receipt-store.js';

export interface InvalidationsOptions {
  readonly library: Pick<AssetLibrary, 'forget' | 'forgetAll'>;
  readonly coordinator: Pick<Coordinator, 'cancel'>;
  readonly memory: CacheTier;
  readonly disk?: CacheTier | undefined;
  readonly revocations: Revocations;
  readonly edges: readonly Edge[];
  readonly receipts: ReceiptStore;
  readonly onCompleted: (receipt: Receipt) => void;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
}

/** Edges that were started anew know of no revocations until they are told again. */
const TELL_AGAIN_MS = 30_000;
/** Within the minutes in which a message may be delivered again; signed ones alone come this far. */
const MAX_MESSAGES = 20_000;

export class Invalidations {
  readonly #options: InvalidationsOptions;
  readonly #queues: ReadonlyMap<Edge, EdgeQueue>;
  /** By the ids of the messages that asked. */
  readonly #byMessage = new LRUCache<string, string>({ max: MAX_MESSAGES });
  #timer: NodeJS.Timeout | undefined;

  constructor(options: InvalidationsOptions) {
    this.#options = options;
    const { edges, shutdownSignal } = options;
    this.#queues = new Map(edges.map((edge) => [edge, new EdgeQueue({ edge, shutdownSignal })]));
  }

  /** Goes on with what an earlier process began, and keeps edges informed. */
  async begin(): Promise<void> {
    const { receipts, shutdownSignal } = this.#options;
    await receipts.restore();
    for (const { id, messageId } of receipts.list(Number.POSITIVE_INFINITY))
      if (messageId !== undefined) this.#byMessage.set(messageId, id);
    for (const receipt of receipts.unfinished()) this.#resume(receipt);
    this.#timer = setInterval(() => this.#tellAgain(), TELL_AGAIN_MS).unref();
    shutdownSignal.addEventListener('abort', () => clearInterval(this.#timer), { once: true });
    this.#tellAgain();
  }

  /**
   * Starts one; when it resolves, nothing selected is found here any more. One and the same message has one effect.
   * @throws OnplayError `revocations_full`, `data_unwritable`, `shutting_down`.
   */
  async start(request: InvalidationRequest, messageId?: string): Promise<Receipt> {
    const { receipts, edges, log } = this.#options;
    const known = messageId === undefined ? undefined : this.#ofMessage(messageId);
    if (known) return known;
    const id = `inv_${randomBytes(12).toString('hex')}`;
    if (messageId !== undefined) this.#byMessage.set(messageId, id);
    const { target, mode } = request;
    const told = toldEdges(edges, target);
    const receipt: Receipt = {
      ...{ id, createdAt: new Date().toISOString(), state: 'under way', target, mode },
      ...(messageId !== undefined && { messageId }),
      origin: { memory: 0, disk: 0, underWay: 0 },
      edges: told.map(({ name }) => ({ name, state: 'waiting', attempts: 0 })),
    };
    // Written down first: a process that is killed in the middle begins it again.
    await receipts.put(receipt);
    return this.#carryOut(receipt, told).catch((error: unknown) => {
      if (messageId !== undefined) this.#byMessage.delete(messageId);
      log.error({ err: error, invalidation: id }, 'an invalidation failed');
      throw error;
    });
  }

  /** @throws OnplayError `invalidation_unknown`. */
  get(id: string): Receipt {
    const receipt = this.#options.receipts.get(id);
    if (!receipt) throw invalidationUnknown();
    return receipt;
  }

  /** The newest first. */
  list(limit: number): readonly Receipt[] {
    return this.#options.receipts.list(limit);
  }

  /** Resolves when no edge has to be told anything, or the server stops; and all that came of it is written. */
  async idle(): Promise<void> {
    await Promise.all(Array.from(this.#queues.values(), (queue) => queue.idle()));
    await this.#options.receipts.idle();
  }

  #ofMessage(messageId: string): Receipt | undefined {
    const id = this.#byMessage.get(messageId);
    return id === undefined ? undefined : this.#options.receipts.get(id);
  }

  async #carryOut(receipt: Receipt, told: readonly Edge[]): Promise<Receipt> {
    const { receipts, log } = this.#options;
    const origin = await this.#here(receipt.target, receipt.mode);
    const next = settled({ ...receipt, origin }, new Date());
    await receipts.put(next);
    log.info({ invalidation: next.id, target: next.target.kind, mode: next.mode, ...origin }, 'invalidated');
    if (next.completedAt !== undefined) this.#options.onCompleted(next);
    for (const edge of told) this.#tell(edge, next);
    return next;
  }

  #resume(receipt: Receipt): void {
    const waiting = new Set(receipt.edges.filter(({ state }) => state === 'waiting').map(({ name }) => name));
    const present = [...this.#queues.keys()].filter(({ name }) => waiting.has(name));
    const names = new Set(present.map(({ name }) => name));
    const edges = receipt.edges.map(
      (edge): EdgeReceipt =>
        edge.state === 'waiting' && !names.has(edge.name)
          ? { ...edge, state: 'failed', detail: 'it is configured no more' }
          : edge,
    );
    this.#carryOut({ ...receipt, edges }, present).catch((error: unknown) => {
      this.#options.log.error({ err: error, invalidation: receipt.id }, 'an invalidation failed');
    });
  }

  async #here(target: InvalidationRequest['target'], mode: PurgeMode): Promise<OriginReceipt> {
    if (target.kind === 'viewer' || target.kind === 'token') {
      await this.#options.revocations.add(revocationOf(target));
      return { memory: 0, disk: 0, underWay: 0 };
    }
    // What is here is named by its recipe and can be no other; softly, there is nothing to ask anew.
    if (mode === 'soft') return { memory: 0, disk: 0, underWay: 0 };
    const { library, coordinator, memory, disk } = this.#options;
    const forgotten = forget(library, target);
    const selection = selectionOf(target);
    const underWay = coordinator.cancel(selection);
    const dropped = Promise.all([memory.drop(selection), disk?.drop(selection) ?? 0]);
    await forgotten;
    const [fromMemory, fromDisk] = await dropped;
    return { memory: fromMemory, disk: fromDisk, underWay };
  }

  #tell(edge: Edge, { id, target, mode }: Receipt): void {
    const tell = (told: Edge, signal: AbortSignal): Promise<EdgeAnswer> => {
      if (target.kind !== 'viewer' && target.kind !== 'token') return told.purge({ target, mode }, signal);
      return told.revoke?.(this.#options.revocations.list(), signal) ?? Promise.resolve({ detail: '' });
    };
    this.#queues.get(edge)?.add({ tell, report: (answer) => this.#report(id, answer) });
  }

  #report(id: string, edge: EdgeReceipt): void {
    const { receipts, onCompleted, log } = this.#options;
    const receipt = receipts.get(id);
    if (!receipt || receipt.completedAt !== undefined) return;
    const next = withEdge(receipt, edge, new Date());
    void receipts.put(next);
    const level = edge.state === 'done' ? 'info' : 'warn';
    log[level]({ invalidation: id, edge: edge.name, state: edge.state, detail: edge.detail }, 'edge told');
    if (next.completedAt !== undefined) onCompleted(next);
  }

  #tellAgain(): void {
    const list = this.#options.revocations.list();
    if (list.length === 0) return;
    for (const [edge, queue] of this.#queues) {
      if (!edge.revoke || queue.isBusy) continue;
      const tell = (told: Edge, signal: AbortSignal) =>
        told.revoke?.(list, signal) ?? Promise.resolve({ detail: '' });
      queue.add({ tell, report: () => undefined, mostAttempts: 1 });
    }
  }
}

/** With copies and indexes on the disk. */
function forget(library: InvalidationsOptions['library'], target: InvalidationTarget): Promise<void> {
  if (target.kind === 'everything') return library.forgetAll();
  if (target.kind === 'asset') return library.forget(target.asset);
  return target.kind === 'version' ? library.forget(target.asset, target.version) : Promise.resolve();
}

/** Edges that verify no grants have nothing to do with revocations. */
function toldEdges(edges: readonly Edge[], { kind }: InvalidationRequest['target']): readonly Edge[] {
  return kind === 'viewer' || kind === 'token' ? edges.filter(({ revoke }) => revoke !== undefined) : edges;
}

function selectionOf(target: InvalidationTarget): PurgeScope {
  const { kind, ...selection } = target;
  return selection;
}

function revocationOf(target: RevocationTarget) {
  const untilSeconds = Math.ceil(Date.now() / 1000) + target.seconds;
  const fingerprint =
    target.kind === 'viewer' ? viewerFingerprint(target.viewer) : tokenFingerprint(target.token);
  return { fingerprint, untilSeconds };
}

function invalidationUnknown(): OnplayError {
  return new OnplayError('invalidation_unknown', {
    publicDetail: 'There is no invalidation of this id, or it was too long ago.',
  });
}
