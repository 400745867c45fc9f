/** Picture order count with its most significant bits, which are not coded (ITU-T H.264 8.2.1.1, H.265 8.3.1). */
export class OrderCounter {
  #previous = 0;

  /** Begins to count anew. */
  reset(): void {
    this.#previous = 0;
  }

  /**
   * @param low the coded bits. @param bits how many.
   * @param isAnchor whether the next picture is counted from this one.
   */
  next(low: number, bits: number, isAnchor: boolean): number {
    const period = 2 ** bits;
    const previousLow = ((this.#previous % period) + period) % period;
    let high = this.#previous - previousLow;
    if (low < previousLow && previousLow - low >= period / 2) high += period;
    else if (low > previousLow && low - previousLow > period / 2) high -= period;
    if (isAnchor) this.#previous = high + low;
    return high + low;
  }
}

/** Where a picture is among others when presented. */
export interface PictureOrder {
  /** Whether it is presented after all that are decoded before it. */
  readonly startsSequence: boolean;
  /** Order among those of its sequence. */
  readonly count: number;
}

/** Reads the order of coded pictures from samples in decode order; undefined for one that cannot be read. */
export type OrderReader = (head: Uint8Array) => PictureOrder | undefined;
