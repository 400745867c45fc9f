/** Finds start codes, the bytes 0, 0, 1, in a stream that comes in pieces. */
export class StartCodes {
  /** Whether the last start code that was found began before the piece, by so many bytes. */
  bytesBefore = 0;
  #secondLast = 0xff;
  #last = 0xff;

  /** Begins anew: what came before is not followed by what comes next. */
  reset(): void {
    this.#secondLast = 0xff;
    this.#last = 0xff;
  }

  /**
   * Where the byte after the next start code that ends in [start, end) is, which may be `end`; -1 if there is none.
   * @param isBeginning whether `start` is where the piece begins, and the one before it counts.
   */
  next(bytes: Uint8Array, start: number, end: number, isBeginning: boolean): number {
    this.bytesBefore = 0;
    if (isBeginning) {
      const straddling = this.#straddling(bytes, start, end);
      if (straddling >= 0) return straddling;
    }
    for (let i = start + 2; i < end; ) {
      const byte = bytes[i]!;
      if (byte > 1) i += 3;
      else if (byte === 0) i++;
      else if (bytes[i - 1] === 0 && bytes[i - 2] === 0) return i + 1;
      else i += 3;
    }
    return -1;
  }

  /** The piece [start, end) has been searched. */
  finish(bytes: Uint8Array, start: number, end: number): void {
    if (end - start > 1) this.#secondLast = bytes[end - 2]!;
    else if (end > start) this.#secondLast = this.#last;
    if (end > start) this.#last = bytes[end - 1]!;
  }

  #straddling(bytes: Uint8Array, start: number, end: number): number {
    if (this.#last !== 0) return -1;
    if (this.#secondLast === 0 && start < end && bytes[start] === 1) {
      this.bytesBefore = 2;
      return start + 1;
    }
    if (start + 1 < end && bytes[start] === 0 && bytes[start + 1] === 1) {
      this.bytesBefore = 1;
      return start + 2;
    }
    return -1;
  }
}
