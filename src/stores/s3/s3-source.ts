import type { ByteRange, ByteSource } from '../store.js';
import type { ObjectStore } from './object-store.js';
import type { StoredObject } from './stored-object.js';
import type { ByteWindow, FetchRange } from './windows/byte-window.js';
import { type Extent, joinedRanges } from './windows/join-ranges.js';
import { MAX_WINDOW_BYTES, PlannedExtents } from './windows/planned-extents.js';
import type { WindowCache } from './windows/window-cache.js';

/** What is requested before it is read, beyond the point that is read: the rest follows as reading goes on. */
const MAX_AHEAD_BYTES = MAX_WINDOW_BYTES;
/** Side by side, as audio that lies in pieces between much video is read: one after the other, each would wait for the store. */
const MAX_AHEAD_REQUESTS = 16;

/** Where the bytes of an object come from, and where they are kept for a moment. */
export interface ObjectReading {
  readonly store: ObjectStore;
  readonly windows: WindowCache;
}

/**
 * Reads one version of an object by ranges. Makes no request before the first read, and none beyond what is read or was announced
 * by `willRead`. Each byte is of that version: a request names it (`If-Match`), and the answer has to.
 * @param signal ends all reads; what is under way for this source alone is stopped.
 */
export function s3Source(object: StoredObject, reading: ObjectReading, signal?: AbortSignal): ByteSource {
  const source = new S3Source(object, reading, signal);
  return {
    size: object.size,
    read: (offset, length) => source.read(offset, length),
    willRead: (ranges) => source.willRead(ranges),
    close: async () => source.close(),
  };
}

class S3Source {
  readonly #size: number;
  readonly #name: string;
  readonly #windows: WindowCache;
  readonly #fetch: FetchRange;
  readonly #signal: AbortSignal | undefined;
  readonly #extents = new PlannedExtents();
  /** Whose bytes are on their way. */
  readonly #held = new Set<ByteWindow>();
  #isClosed = false;

  constructor(
    { bucket, key, entityTag, size }: StoredObject,
    { store, windows }: ObjectReading,
    signal: AbortSignal | undefined,
  ) {
    this.#size = size;
    this.#name = JSON.stringify([bucket, key, entityTag, size]);
    this.#windows = windows;
    this.#fetch = (start, end, stop) =>
      store.read({ key, entityTag, offset: start, length: end - start }, stop);
    this.#signal = signal;
    signal?.addEventListener('abort', this.#release, { once: true });
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = Math.min(offset + length, this.#size);
    const pieces: Uint8Array[] = [];
    for (let at = offset; at < end; ) {
      this.#signal?.throwIfAborted();
      if (this.#isClosed) throw new Error('the source is closed');
      const window = this.#windowAt(at, end);
      this.#requestFrom(at);
      const to = Math.min(end, window.end);
      pieces.push(await this.#piece(window, at, to));
      at = to;
    }
    const [first] = pieces;
    return first && pieces.length === 1 ? first : Buffer.concat(pieces);
  }

  willRead(ranges: readonly ByteRange[]): void {
    if (this.#isClosed || this.#signal?.aborted) return;
    const within = ranges.map(({ offset, length }) => {
      return { start: Math.max(0, offset), end: Math.min(offset + length, this.#size) };
    });
    const extents = joinedRanges(within);
    this.#extents.add(extents);
    const [first] = extents;
    if (!first) return;
    this.#requestAhead(first);
    this.#requestFrom(first.start);
  }

  close(): void {
    this.#isClosed = true;
    this.#signal?.removeEventListener('abort', this.#release);
    this.#release();
  }

  readonly #release = (): void => {
    for (const window of this.#held) window.release(this);
    this.#held.clear();
  };

  /** Requests what is planned from this offset on, within what may be requested before it is read. */
  #requestFrom(offset: number): void {
    const next = this.#extents.next(offset, MAX_AHEAD_REQUESTS, MAX_AHEAD_BYTES);
    for (const extent of next) this.#requestAhead(extent);
  }

  /** Requests what of an extent is not in memory, but for what is known of its beginning and its end. */
  #requestAhead({ start, end }: Extent): void {
    let from = start;
    for (let known = this.#known(from); known && from < end; known = this.#known(from)) from = known.end;
    if (from >= end) return;
    const last = this.#known(end - 1);
    const to = last && last.start > from ? last.start : end;
    this.#open(from, Math.min(to, from + MAX_WINDOW_BYTES));
  }

  #windowAt(at: number, end: number): ByteWindow {
    return this.#known(at) ?? this.#open(at, this.#extents.endOf(at, end, this.#size));
  }

  #known(at: number): ByteWindow | undefined {
    const window = this.#windows.at(this.#name, at);
    return window && this.#hold(window);
  }

  #open(start: number, end: number): ByteWindow {
    return this.#hold(this.#windows.open(this.#name, start, end, this.#fetch));
  }

  #hold(window: ByteWindow): ByteWindow {
    // Others are in memory as long as the cache keeps them, however long this source is open.
    for (const held of this.#held) if (held.isComplete) this.#held.delete(held);
    window.hold(this);
    this.#held.add(window);
    return window;
  }

  /** @throws the signal's reason once that has aborted: another source may still wait for the same bytes. */
  #piece(window: ByteWindow, from: number, to: number): Promise<Uint8Array> {
    const signal = this.#signal;
    if (!signal) return window.read(from, to);
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      window
        .read(from, to)
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', onAbort));
    });
  }
}
