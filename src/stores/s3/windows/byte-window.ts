/** Bytes of an object on their way into memory: read as soon as they are there, by any number of sources. */

/** Yields exactly the bytes [start, end) of an object. */
export type FetchRange = (start: number, end: number, signal: AbortSignal) => AsyncIterable<Uint8Array>;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

export class ByteWindow {
  readonly start: number;
  readonly end: number;
  readonly #bytes: Uint8Array;
  readonly #stop = new AbortController();
  /** Those who may still read it. */
  readonly #holders = new Set<object>();
  /** For more bytes, or the failure. */
  #waiting: Waiter[] = [];
  #filled = 0;
  #failure: { readonly reason: unknown } | undefined;
  readonly #onFailed: () => void;

  /** @param onFailed called once if the bytes do not come, also because they are not wanted any more. */
  constructor(start: number, end: number, fetch: FetchRange, onFailed: () => void) {
    this.start = start;
    this.end = end;
    this.#onFailed = onFailed;
    this.#bytes = Buffer.allocUnsafeSlow(end - start);
    void this.#fill(fetch);
  }

  get length(): number {
    return this.end - this.start;
  }

  hold(holder: object): void {
    this.#holders.add(holder);
  }

  /** Whether all bytes are there. */
  get isComplete(): boolean {
    return this.#filled === this.length;
  }

  /** Ends the request when the last holder goes before it is answered. */
  release(holder: object): void {
    this.#holders.delete(holder);
    if (this.#holders.size > 0 || this.isComplete) return;
    this.#stop.abort();
    this.#fail(this.#stop.signal.reason);
  }

  /** A copy of the bytes [from, to), which lie within. @throws what fetching them throws. */
  async read(from: number, to: number): Promise<Uint8Array> {
    while (this.#filled < to - this.start) {
      if (this.#failure) throw this.#failure.reason;
      await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    }
    return new Uint8Array(this.#bytes.subarray(from - this.start, to - this.start));
  }

  async #fill(fetch: FetchRange): Promise<void> {
    try {
      for await (const chunk of fetch(this.start, this.end, this.#stop.signal)) {
        this.#bytes.set(chunk, this.#filled);
        this.#filled += chunk.byteLength;
        for (const { resolve } of this.#waiting.splice(0)) resolve();
      }
      if (!this.isComplete) this.#fail(new Error('fewer bytes came than were requested'));
      this.#holders.clear();
    } catch (reason) {
      this.#fail(reason);
    }
  }

  #fail(reason: unknown): void {
    if (this.#failure) return;
    this.#failure = { reason };
    this.#onFailed();
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }
}
