/**
 * Measured sizes of a fleet: each process tells the others in batches, and Redis keeps those of each rendition for a week, so that
 * one that comes later advertises what was measured before. What is asked for a manifest is asked of the local copy, which is there
 * at the next one.
 */
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Channel, RedisLink, Seal } from '../../redis/index.js';
import type { SegmentSizes } from '../segment-sizes.js';

const TOPIC = 'sizes';
const FLUSH_MS = 250;
/** Sizes in one message, of which each takes some 12 characters. */
const MAX_BATCH = 500;
const KEPT_SECONDS = 7 * 24 * 3600;
/** How long after the last size of a rendition those of all its segments are stored, so that it is not done for each. */
const STORE_MS = 5000;
/** Renditions whose sizes are stored or read at the same time; more are left for the next size or manifest. */
const MAX_KEYS = 10_000;
/** How long a rendition that Redis does not know is not asked for again. */
const UNKNOWN_MS = 30_000;

/** A day of segments of a second. */
const count = z.int().min(1).max(100_000);
const renditionKey = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
const bytes = z.int().min(1).max(0xffff_ffff);

const batchSchema = z
  .array(
    z.strictObject({
      key: renditionKey,
      count,
      sizes: z.array(z.tuple([z.int().min(0), bytes])).max(MAX_BATCH),
    }),
  )
  .max(MAX_BATCH);

const storedSchema = z.strictObject({
  key: renditionKey,
  count,
  /** 32 bits for each segment, in base64. */
  sizes: z.base64().max(600_000),
});

interface SharedSizesOptions {
  readonly sizes: SegmentSizes;
  readonly link: RedisLink;
  readonly channel: Channel;
  readonly seal: Seal;
}

interface Batch {
  readonly count: number;
  readonly sizes: Map<number, number>;
}

/** Shares sizes from now on. Call it before the channel begins. @returns the function that ends it. */
export function shareSizes(options: SharedSizesOptions): () => void {
  const shared = new SharedSizes(options);
  return () => shared.close();
}

class SharedSizes {
  readonly #options: SharedSizesOptions;
  /** To be told, by rendition. */
  readonly #batch = new Map<string, Batch>();
  readonly #asked = new LRUCache<string, true>({ max: MAX_KEYS, ttl: UNKNOWN_MS });
  /** To be stored, by rendition. */
  readonly #unstored = new Map<string, NodeJS.Timeout>();
  #batched = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SharedSizesOptions) {
    this.#options = options;
    const { sizes, channel } = options;
    channel.on(TOPIC, batchSchema, (batch) => {
      for (const { key, count, sizes: some } of batch) this.#adopt(key, count, some);
    });
    sizes.listen({
      recorded: (key, segment, count, bytes) => this.#recorded(key, segment, count, bytes),
      missing: (key) => this.#missing(key),
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const timer of this.#unstored.values()) clearTimeout(timer);
  }

  #adopt(key: string, count: number, sizes: Iterable<readonly [number, number]>): void {
    for (const [segment, bytes] of sizes)
      if (segment < count && bytes > 0) this.#options.sizes.adopt(key, segment, count, bytes);
  }

  #recorded(key: string, segment: number, count: number, bytes: number): void {
    this.#store(key);
    if (this.#batched >= MAX_BATCH) return;
    const known = this.#batch.get(key);
    const sizes = (known?.sizes ?? new Map<number, number>()).set(segment, bytes);
    this.#batch.set(key, { count: Math.max(count, known?.count ?? 0), sizes });
    this.#batched += 1;
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS).unref();
  }

  #flush(): void {
    const batch = Array.from(this.#batch, ([key, { count, sizes }]) => ({ key, count, sizes: [...sizes] }));
    this.#batch.clear();
    this.#batched = 0;
    this.#timer = undefined;
    // One that Redis does not take is stored later with all others.
    this.#options.channel.send(TOPIC, batch).catch(() => undefined);
  }

  #missing(key: string): void {
    if (this.#asked.has(key) || !this.#options.link.isUp) return;
    this.#asked.set(key, true);
    void this.#load(key);
  }

  #store(key: string): void {
    if (this.#unstored.has(key) || this.#unstored.size >= MAX_KEYS) return;
    const store = () => {
      this.#unstored.delete(key);
      void this.#save(key);
    };
    this.#unstored.set(key, setTimeout(store, STORE_MS).unref());
  }

  /** Adopts what is stored where nothing is known here. Never rejects. */
  async #load(key: string): Promise<void> {
    const { link, seal, sizes } = this.#options;
    const text = await link.attempt((redis) => redis.get(this.#keyOf(key)));
    const stored = text ? readStored(text, seal) : undefined;
    if (stored?.key !== key) return;
    const known = sizes.sizesOf(key);
    const all = sizesIn(stored.sizes).slice(0, stored.count);
    this.#adopt(
      key,
      stored.count,
      [...all.entries()].filter(([segment]) => !known?.[segment]),
    );
  }

  /** Stores all that is known of a rendition, here and there. Never rejects. */
  async #save(key: string): Promise<void> {
    const { link, seal, sizes } = this.#options;
    await this.#load(key);
    const known = sizes.sizesOf(key);
    if (!known) return;
    const base64 = Buffer.from(known.buffer, known.byteOffset, known.byteLength).toString('base64');
    const text = seal.close(JSON.stringify({ key, count: known.length, sizes: base64 }));
    await link.attempt((redis) => redis.set(this.#keyOf(key), text, 'EX', KEPT_SECONDS));
  }

  #keyOf(key: string): string {
    return this.#options.link.key(`sizes:${key}`);
  }
}

function readStored(text: string, seal: Seal): z.infer<typeof storedSchema> | undefined {
  const json = seal.open(text);
  return json === undefined ? undefined : storedSchema.safeParse(JSON.parse(json)).data;
}

/** In the order of bytes of this machine, as all machines that Node.js runs on have it. */
function sizesIn(base64: string): Uint32Array {
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  return new Uint32Array(bytes.buffer, 0, Math.floor(bytes.byteLength / 4));
}
