/**
 * Segments on a local disk, behind those in memory: bounded by bytes and by the disk's free space, each kept for a while
 * after it was last asked for, and there again after a restart. A disk that is full, slow or broken makes things slower,
 * never wrong and never down: what cannot be written is not kept; what cannot be read in time, or is not what was written,
 * was never there.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, statfs, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { TaskTracker } from '../../shared/task-tracker.js';
import { type CacheTags, type CacheTier, isOfRendition, type PurgeScope } from './cache-tier.js';
import { fromSegmentFile, segmentFileSize, toSegmentFile } from './segment-file.js';
import { findSegmentFiles, hashed, isKey, placeOf, UNFINISHED } from './segment-folder.js';

export interface DiskTierOptions {
  /** For segments alone; made if it is not there. */
  readonly folder: string;
  /** Of all files together. */
  readonly maxBytes: number;
  /** What is left free on the disk, whoever fills it. */
  readonly minFreeBytes: number;
  /** Sliding: every hit renews it. */
  readonly ttlMs: number;
  readonly log: Logger;
}

/** A disk that takes longer is slower than most encodes. */
const LONGEST_READ_MS = 1000;
/** What may be under way to the disk at once; more is not kept. */
const MOST_UNWRITTEN_BYTES = 64 * 1024 * 1024;
/** After a write failed, none is tried for so long. */
const PAUSE_MS = 10_000;
/** For each segment there is no room for, so many are given up, that were used longest ago. */
const GIVEN_UP_AT_ONCE = 16;
/** How often it is written down that a file was used, in parts of the time it is kept. */
const NOTES_PER_TTL = 10;

interface Entry {
  readonly place: string;
  readonly bytes: number;
  touchedAtMs: number;
}

/** What is being written, and whether it was dropped meanwhile. */
interface Writing {
  readonly key: string;
  readonly place: string;
  dropped: boolean;
}

export class DiskTier implements CacheTier {
  readonly #options: DiskTierOptions;
  readonly #entries: LRUCache<string, Entry>;
  readonly #pending = new TaskTracker();
  readonly #writing = new Set<Writing>();
  /** What was dropped while `restore` is under way, which is yet to find some of it. */
  readonly #droppedMeanwhile: ((key: string, place: string) => boolean)[] = [];
  #isRestoring = false;
  #unwrittenBytes = 0;
  #pausedUntil = 0;

  /** Empty until `restore`; the folder need not be there. */
  constructor(options: DiskTierOptions) {
    this.#options = options;
    this.#entries = new LRUCache({
      maxSize: options.maxBytes,
      sizeCalculation: ({ bytes }) => bytes,
      ttl: options.ttlMs,
      dispose: (entry, key, reason) => {
        if (reason !== 'set') void this.#pending.add(this.#remove(key, entry));
      },
    });
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    const file = await this.#read(this.#pathOf(key, entry));
    const bytes = file && fromSegmentFile(key, file);
    // Dropped or replaced while it was read.
    if (this.#entries.peek(key) !== entry) return undefined;
    if (!bytes) {
      this.#entries.delete(key);
      return undefined;
    }
    this.#entries.set(key, entry);
    void this.#pending.add(this.#noteUse(key, entry));
    return bytes;
  }

  async set(key: string, bytes: Uint8Array, tags: CacheTags): Promise<void> {
    const size = segmentFileSize(bytes.byteLength);
    if (!isKey(key) || size > this.#options.maxBytes || performance.now() < this.#pausedUntil) return;
    if (this.#unwrittenBytes + size > MOST_UNWRITTEN_BYTES) return;
    this.#unwrittenBytes += size;
    const entry: Entry = { place: placeOf(tags), bytes: size, touchedAtMs: Date.now() };
    await this.#pending.add(this.#write(key, entry, bytes)).finally(() => {
      this.#unwrittenBytes -= size;
    });
  }

  async drop({ asset, version, rendition }: PurgeScope): Promise<number> {
    const [ofAsset, ofVersion] = [asset && hashed(asset), version && hashed(version)];
    const isSelected = (key: string, place: string) => {
      const [itsAsset, itsVersion] = place.split('/');
      return (
        (ofAsset ?? itsAsset) === itsAsset &&
        (ofVersion ?? itsVersion) === itsVersion &&
        (rendition === undefined || isOfRendition(key, rendition))
      );
    };
    if (this.#isRestoring) this.#droppedMeanwhile.push(isSelected);
    for (const writing of this.#writing) writing.dropped ||= isSelected(writing.key, writing.place);
    const selected = [...this.#entries.entries()].filter(([key, { place }]) => isSelected(key, place));
    for (const [key] of selected) this.#entries.delete(key);
    await this.idle();
    return selected.length;
  }

  /** Resolves when nothing is being written or removed. */
  idle(): Promise<void> {
    return this.#pending.idle();
  }

  /** Takes over what an earlier process left; nothing where that cannot be read. Never rejects. */
  async restore(): Promise<void> {
    const { folder, ttlMs, log } = this.#options;
    this.#isRestoring = true;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      for (const { key, place, bytes, usedAtMs } of await findSegmentFiles(folder)) {
        const left = usedAtMs + ttlMs - Date.now();
        const entry = { place, bytes, touchedAtMs: usedAtMs };
        const isDropped = this.#droppedMeanwhile.some((isSelected) => isSelected(key, place));
        if (left > 0 && !isDropped) this.#entries.set(key, entry, { ttl: Math.min(left, ttlMs) });
        else await this.#remove(key, entry);
      }
    } catch (error) {
      log.warn({ err: error }, 'the segments on disk could not be read');
    } finally {
      this.#isRestoring = false;
      this.#droppedMeanwhile.length = 0;
    }
  }

  async #read(path: string): Promise<Uint8Array | undefined> {
    const signal = AbortSignal.timeout(LONGEST_READ_MS);
    const late = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    // A system call that hangs cannot be aborted; it is not waited for.
    return Promise.race([readFile(path, { signal }).catch(() => undefined), late]);
  }

  async #write(key: string, entry: Entry, bytes: Uint8Array): Promise<void> {
    const { folder } = this.#options;
    const unfinished = join(folder, UNFINISHED, randomBytes(12).toString('hex'));
    const writing = { key, place: entry.place, dropped: false };
    this.#writing.add(writing);
    try {
      if (!(await this.#hasRoom(entry.bytes))) return;
      await writeWhole(unfinished, toSegmentFile(key, bytes));
      const path = this.#pathOf(key, entry);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await rename(unfinished, path);
      if (writing.dropped) await this.#remove(key, entry);
      else this.#entries.set(key, entry);
    } catch (error) {
      this.#pausedUntil = performance.now() + PAUSE_MS;
      this.#options.log.warn({ err: error }, 'a segment could not be kept on disk');
      await rm(unfinished, { force: true }).catch(() => undefined);
    } finally {
      this.#writing.delete(writing);
    }
  }

  /** Where there is none, those used longest ago make room for the next. */
  async #hasRoom(size: number): Promise<boolean> {
    const { folder, minFreeBytes } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize - size >= minFreeBytes) return true;
    for (let i = 0; i < GIVEN_UP_AT_ONCE; i++) this.#entries.pop();
    return false;
  }

  async #remove(key: string, entry: Entry): Promise<void> {
    await rm(this.#pathOf(key, entry), { force: true }).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'a segment could not be removed from disk');
    });
  }

  /** So that it is known after a restart. */
  async #noteUse(key: string, entry: Entry): Promise<void> {
    const now = Date.now();
    if (now - entry.touchedAtMs < this.#options.ttlMs / NOTES_PER_TTL) return;
    entry.touchedAtMs = now;
    await utimes(this.#pathOf(key, entry), now / 1000, now / 1000).catch(() => undefined);
  }

  #pathOf(key: string, { place }: Entry): string {
    return join(this.#options.folder, place, key);
  }
}

async function writeWhole(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writev([...pieces]);
  } finally {
    await file.close();
  }
}
