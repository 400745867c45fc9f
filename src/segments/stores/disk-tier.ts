/**
 * Segments on a local disk, the tier behind memory: bounded by bytes, by the disk's free space and by a sliding TTL, and
 * restored after a restart. A full, slow or broken disk costs speed, never correctness or availability: what cannot be
 * written is not stored; what cannot be read in time, or differs from what was written, counts as a miss.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, statfs, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { writeAtomically } from '../../shared/atomic-write.js';
import { TaskTracker } from '../../shared/task-tracker.js';
import type { SegmentRef } from '../segment-ref.js';
import type { PurgeScope } from './purge-scope.js';
import { fromSegmentFile, segmentFileSize, toSegmentFile } from './segment-file.js';
import { findSegmentFiles, UNFINISHED } from './segment-files.js';
import { type PlaceFilter, pathOf, placeOf, placesWithin, type SegmentPlace } from './segment-places.js';
import type { SegmentStore, StoredSegment } from './segment-store.js';

export interface DiskTierOptions {
  /** A directory for segments alone; created where it is missing. Other files in it are removed. */
  readonly folder: string;
  /** The limit for all files together. */
  readonly maxBytes: number;
  /** Free space to leave on the disk, whatever else fills it. */
  readonly minFreeBytes: number;
  /** Renewed by every hit. */
  readonly ttlMs: number;
  readonly log: Logger;
}

/** A read that takes longer is slower than most encodes. */
const MAX_READ_MS = 1000;
/** The size of all pending writes; segments beyond it are not stored. */
const MAX_UNWRITTEN_BYTES = 64 * 1024 * 1024;
/** How long writes are skipped after one failed. */
const PAUSE_MS = 10_000;
/** How many least recently used entries to evict per write while the disk is below its floor. */
const EVICTED_AT_ONCE = 16;
/** How many times per TTL, at most, a use is recorded in the file's modification time. */
const TOUCHES_PER_TTL = 10;

/** A segment's file; its path under the root is the key among the entries. */
interface Entry extends SegmentPlace {
  readonly bytes: number;
  touchedAtMs: number;
}

/** A write in progress, and whether its segment was purged meanwhile. */
interface Writing {
  readonly entry: Entry;
  isPurged: boolean;
}

export class DiskTier implements SegmentStore {
  readonly #options: DiskTierOptions;
  readonly #entries: LRUCache<string, Entry>;
  readonly #tasks = new TaskTracker();
  readonly #writing = new Set<Writing>();
  /** What was purged while `restore` is in progress, which has yet to find some of it. */
  readonly #purgedDuringRestore: PlaceFilter[] = [];
  #isRestoring = false;
  #unwrittenBytes = 0;
  #pausedUntil = 0;

  /** Empty until `restore`; the directory need not exist. */
  constructor(options: DiskTierOptions) {
    this.#options = options;
    this.#entries = new LRUCache({
      maxSize: options.maxBytes,
      sizeCalculation: ({ bytes }) => bytes,
      ttl: options.ttlMs,
      dispose: (entry, _path, reason) => {
        if (reason !== 'set') void this.#tasks.add(this.#remove(entry));
      },
    });
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  probablyHas(ref: SegmentRef): boolean {
    const place = placeOf(ref);
    return place !== undefined && this.#entries.has(pathOf(place));
  }

  async get(ref: SegmentRef, signal: AbortSignal): Promise<StoredSegment | undefined> {
    const place = placeOf(ref);
    const path = place && pathOf(place);
    const entry = path === undefined ? undefined : this.#entries.get(path);
    if (!path || !entry) return undefined;
    const file = await this.#read(this.#pathOf(entry), signal);
    const bytes = file && fromSegmentFile(ref.key, file);
    // The entry was purged or replaced during the read, or the caller has left.
    if (this.#entries.peek(path) !== entry || signal.aborted) return undefined;
    if (!bytes) {
      this.#entries.delete(path);
      return undefined;
    }
    this.#entries.set(path, entry);
    void this.#tasks.add(this.#recordUse(entry));
    return { bytes, tier: 'disk' };
  }

  async put(ref: SegmentRef, bytes: Uint8Array): Promise<void> {
    const size = segmentFileSize(bytes.byteLength);
    const place = placeOf(ref);
    if (!place || size > this.#options.maxBytes || performance.now() < this.#pausedUntil) return;
    if (this.#unwrittenBytes + size > MAX_UNWRITTEN_BYTES) return;
    this.#unwrittenBytes += size;
    const entry: Entry = { ...place, bytes: size, touchedAtMs: Date.now() };
    await this.#tasks.add(this.#write(entry, bytes)).finally(() => {
      this.#unwrittenBytes -= size;
    });
  }

  async purge(scope: PurgeScope): Promise<number> {
    const isPurged = placesWithin(scope);
    if (this.#isRestoring) this.#purgedDuringRestore.push(isPurged);
    for (const writing of this.#writing) writing.isPurged ||= isPurged(writing.entry);
    const selected = [...this.#entries.entries()].filter(([, entry]) => isPurged(entry));
    for (const [path] of selected) this.#entries.delete(path);
    await this.idle();
    return selected.length;
  }

  /** Resolves when no file is being written, touched or removed. */
  idle(): Promise<void> {
    return this.#tasks.idle();
  }

  /** Takes over the segments of an earlier process; none where the directory cannot be read. Never rejects. */
  async restore(): Promise<void> {
    const { folder, ttlMs, log } = this.#options;
    this.#isRestoring = true;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      for (const { key, directory, bytes, usedAtMs } of await findSegmentFiles(folder)) {
        const left = usedAtMs + ttlMs - Date.now();
        const entry = { key, directory, bytes, touchedAtMs: usedAtMs };
        const isPurged = this.#purgedDuringRestore.some((isWithin) => isWithin(entry));
        if (left > 0 && !isPurged) this.#entries.set(pathOf(entry), entry, { ttl: Math.min(left, ttlMs) });
        else await this.#remove(entry);
      }
    } catch (error) {
      log.warn({ err: error }, 'segments on disk could not be restored');
    } finally {
      this.#isRestoring = false;
      this.#purgedDuringRestore.length = 0;
    }
  }

  async #read(path: string, wanted: AbortSignal): Promise<Uint8Array | undefined> {
    const signal = AbortSignal.any([wanted, AbortSignal.timeout(MAX_READ_MS)]);
    const late = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    // A hanging system call cannot be aborted; the race stops waiting for it.
    return Promise.race([readFile(path, { signal }).catch(() => undefined), late]);
  }

  async #write(entry: Entry, bytes: Uint8Array): Promise<void> {
    // In a directory of its own, which is on the same file system: what a crash leaves there is not taken for a segment.
    const temporaryPath = join(this.#options.folder, UNFINISHED, randomBytes(12).toString('hex'));
    const writing = { entry, isPurged: false };
    this.#writing.add(writing);
    try {
      if (!(await this.#hasFreeSpace(entry.bytes))) return;
      await writeAtomically(this.#pathOf(entry), toSegmentFile(entry.key, bytes), { temporaryPath });
      if (writing.isPurged) await this.#remove(entry);
      else this.#entries.set(pathOf(entry), entry);
    } catch (error) {
      this.#pausedUntil = performance.now() + PAUSE_MS;
      this.#options.log.warn({ err: error }, 'segment could not be written to disk');
    } finally {
      this.#writing.delete(writing);
    }
  }

  /** Where there is none, evicts the least recently used entries, so that a later write has space. */
  async #hasFreeSpace(size: number): Promise<boolean> {
    const { folder, minFreeBytes } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize - size >= minFreeBytes) return true;
    for (let i = 0; i < EVICTED_AT_ONCE; i++) this.#entries.pop();
    return false;
  }

  async #remove(entry: Entry): Promise<void> {
    await rm(this.#pathOf(entry), { force: true }).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'segment could not be removed from disk');
    });
  }

  /** Records the use in the file's modification time, for the TTL after a restart. */
  async #recordUse(entry: Entry): Promise<void> {
    const now = Date.now();
    if (now - entry.touchedAtMs < this.#options.ttlMs / TOUCHES_PER_TTL) return;
    entry.touchedAtMs = now;
    await utimes(this.#pathOf(entry), now / 1000, now / 1000).catch(() => undefined);
  }

  #pathOf(entry: Entry): string {
    return join(this.#options.folder, pathOf(entry));
  }
}
