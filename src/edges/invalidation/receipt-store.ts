/** Receipts in memory and in a file each, so that edges can still be notified after a restart. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { systemClock } from '../../shared/clock.js';
import type { RecordFormat } from '../../shared/outbox/record-files.js';
import { RecordFolder } from '../../shared/outbox/record-folder.js';
import { type Receipt, receiptSchema } from './receipt.js';

/** About a kilobyte each. The oldest are evicted first, except those in progress. */
const MAX_RECEIPTS = 10_000;

const receiptFormat: RecordFormat<Receipt> = {
  what: 'invalidation receipts',
  extension: '.json',
  flush: true,
  isId: (text) => /^inv_[0-9a-f]{24}$/.test(text),
  toText: (receipt) => JSON.stringify(receipt),
  fromFile: (id, bytes) => {
    const value = parsed(bytes.toString('utf8'));
    if (value === undefined) return undefined;
    const receipt = receiptSchema.parse(value);
    return receipt.id === id ? receipt : undefined;
  },
  compare: (one, other) => one.createdAt.localeCompare(other.createdAt),
};

interface ReceiptStoreOptions {
  readonly folder: string;
  readonly log: Logger;
  /** Called with each state of a receipt of this process. Must not throw. */
  readonly onPut?: (receipt: Receipt) => void;
}

export class ReceiptStore {
  readonly #folder: RecordFolder<Receipt>;
  readonly #onPut: (receipt: Receipt) => void;
  /** Oldest first. */
  readonly #receipts = new Map<string, Receipt>();
  /** Of other processes, which have them on disk. */
  readonly #adopted = new LRUCache<string, Receipt>({ max: MAX_RECEIPTS });

  constructor({ folder, log, onPut }: ReceiptStoreOptions) {
    this.#onPut = onPut ?? (() => undefined);
    this.#folder = new RecordFolder({ folder, format: receiptFormat, clock: systemClock, log });
  }

  get(id: string): Receipt | undefined {
    return this.#receipts.get(id) ?? this.#adopted.get(id);
  }

  /** Whether it is this process that notifies edges. */
  isOwn(id: string): boolean {
    return this.#receipts.has(id);
  }

  /** Newest first. */
  list(limit: number): readonly Receipt[] {
    const own = [...this.#receipts.values()];
    if (this.#adopted.size === 0) return own.slice(-limit).reverse();
    return [...own, ...this.#adopted.values()].sort(receiptFormat.compare).slice(-limit).reverse();
  }

  /** Shows a receipt of another process, or its new state. */
  adopt(receipt: Receipt): void {
    if (receiptFormat.isId(receipt.id) && !this.#receipts.has(receipt.id))
      this.#adopted.set(receipt.id, receipt);
  }

  /** Those of this process with an edge that is not notified yet. */
  unfinished(): readonly Receipt[] {
    return [...this.#receipts.values()].filter(({ state }) => state === 'under way');
  }

  /**
   * Stores a receipt or its new state. Resolves when it is on disk; also if the disk is failing or takes longer than a second:
   * what has to go should not wait for it.
   */
  put(receipt: Receipt): Promise<void> {
    this.#receipts.set(receipt.id, receipt);
    this.#adopted.delete(receipt.id);
    this.#onPut(receipt);
    this.#evict();
    this.#folder.store(receipt);
    return this.#folder.stored(receipt.id);
  }

  /** Loads the receipts of an earlier process; nothing is written before. Never rejects. */
  async restore(): Promise<void> {
    for (const receipt of await this.#folder.load()) this.#receipts.set(receipt.id, receipt);
  }

  /** Resolves when nothing is being written. */
  idle(): Promise<void> {
    return this.#folder.idle();
  }

  #evict(): void {
    for (const { id, state } of this.#receipts.values()) {
      if (this.#receipts.size <= MAX_RECEIPTS) return;
      if (state === 'under way') continue;
      this.#receipts.delete(id);
      this.#folder.remove(id);
    }
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
