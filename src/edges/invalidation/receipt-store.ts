/** Receipts in memory and in a file each, so that edges can still be notified after a restart. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { writeAtomically } from '../../shared/atomic-write.js';
import type { Receipt } from './receipt.js';

/** About a kilobyte each. The oldest are evicted first, except those in progress. */
const MAX_RECEIPTS = 10_000;
const FILES_AT_ONCE = 32;

const ID = /^inv_[0-9a-f]{24}$/;

/** Checks what a restart depends on; the rest is as an earlier process wrote it. */
const receiptSchema = z.looseObject({
  id: z.string().regex(ID),
  createdAt: z.iso.datetime(),
  state: z.enum(['under way', 'completed', 'failed']),
  target: z.looseObject({ kind: z.string() }),
  mode: z.enum(['hard', 'soft']),
  edges: z.array(z.looseObject({ name: z.string(), state: z.string(), attempts: z.number() })),
});

export interface ReceiptStoreOptions {
  readonly folder: string;
  readonly log: Logger;
}

export class ReceiptStore {
  readonly #options: ReceiptStoreOptions;
  /** Oldest first. */
  readonly #receipts = new Map<string, Receipt>();
  /** By id: the last write of a receipt. Writes of one receipt run in order. */
  readonly #writing = new Map<string, Promise<void>>();

  constructor(options: ReceiptStoreOptions) {
    this.#options = options;
  }

  get(id: string): Receipt | undefined {
    return this.#receipts.get(id);
  }

  /** Newest first. */
  list(limit: number): readonly Receipt[] {
    return [...this.#receipts.values()].slice(-limit).reverse();
  }

  /** Those with an edge that is not notified yet. */
  unfinished(): readonly Receipt[] {
    return [...this.#receipts.values()].filter(({ state }) => state === 'under way');
  }

  /** Stores a receipt or its new state. Resolves when it is on disk, or could not be written, which is logged. */
  put(receipt: Receipt): Promise<void> {
    this.#receipts.set(receipt.id, receipt);
    const before = this.#writing.get(receipt.id) ?? this.#evictOldest();
    const writing = before.then(() => this.#write(receipt));
    this.#writing.set(receipt.id, writing);
    void writing.then(() => {
      if (this.#writing.get(receipt.id) === writing) this.#writing.delete(receipt.id);
    });
    return writing;
  }

  /** Loads the receipts of an earlier process. Never rejects. */
  async restore(): Promise<void> {
    const { folder, log } = this.#options;
    const names = await readdir(folder).catch(() => []);
    const found: Receipt[] = [];
    for (let first = 0; first < names.length; first += FILES_AT_ONCE) {
      const some = names.slice(first, first + FILES_AT_ONCE).map((name) => this.#read(name));
      found.push(...(await Promise.all(some)).filter((receipt) => receipt !== undefined));
    }
    found.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
    for (const receipt of found) this.#receipts.set(receipt.id, receipt);
    if (found.length < names.length) log.warn('some invalidation receipts could not be read');
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    await Promise.all(this.#writing.values());
  }

  async #read(name: string): Promise<Receipt | undefined> {
    try {
      const receipt = receiptSchema.parse(
        JSON.parse(await readFile(join(this.#options.folder, name), 'utf8')),
      );
      return name === `${receipt.id}.json` ? (receipt as unknown as Receipt) : undefined;
    } catch {
      return undefined;
    }
  }

  async #evictOldest(): Promise<void> {
    if (this.#receipts.size <= MAX_RECEIPTS) return;
    const oldest = [...this.#receipts.values()].find(({ state }) => state !== 'under way');
    if (!oldest) return;
    this.#receipts.delete(oldest.id);
    await rm(this.#pathOf(oldest.id), { force: true }).catch(() => undefined);
  }

  async #write(receipt: Receipt): Promise<void> {
    try {
      await writeAtomically(this.#pathOf(receipt.id), JSON.stringify(receipt), { flush: true });
    } catch (error) {
      this.#options.log.warn({ err: error }, 'an invalidation receipt could not be written');
    }
  }

  #pathOf(id: string): string {
    return join(this.#options.folder, `${id}.json`);
  }
}
