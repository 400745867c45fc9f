/** Enough for what precedes the first slice, and its beginning. */
const MAX_BYTES = 8192;
const PREFIX = Uint8Array.of(0, 0, 1);

/** The beginnings of the NAL units that open an access unit, each after a start code. */
export class UnitHead {
  readonly #bytes = new Uint8Array(MAX_BYTES);
  #length = 0;

  add(head: Uint8Array): void {
    const end = this.#length + PREFIX.byteLength + head.byteLength;
    if (end > MAX_BYTES) return;
    this.#bytes.set(PREFIX, this.#length);
    this.#bytes.set(head, this.#length + PREFIX.byteLength);
    this.#length = end;
  }

  /** A view that the next head overwrites. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }
}
