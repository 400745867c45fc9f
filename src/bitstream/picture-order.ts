import { framedUnits, type NalFraming } from './nal-stream.js';

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

/** What of a codec's NAL units tells the picture order. */
interface OrderSyntax {
  isParameterSet(unit: Uint8Array): boolean;
  addParameterSet(unit: Uint8Array): void;
  isSlice(unit: Uint8Array): boolean;
  /** Undefined where the slice cannot be read. */
  orderOf(slice: Uint8Array, counter: OrderCounter): PictureOrder | undefined;
}

/** Reads the order of coded pictures from samples in decode order; undefined for one that cannot be read. */
export type OrderReader = (head: Uint8Array) => PictureOrder | undefined;

/** The order of a picture is in its first slice. @param parameterSets those of the decoder configuration record. */
export function orderReader(
  syntax: OrderSyntax,
  framing: NalFraming,
  parameterSets: readonly Uint8Array[],
): OrderReader {
  for (const unit of parameterSets) syntax.addParameterSet(unit);
  const counter = new OrderCounter();
  return (head) => {
    for (const { start, end } of framedUnits(head, framing)) {
      const unit = head.subarray(start, end);
      if (syntax.isParameterSet(unit)) syntax.addParameterSet(unit);
      if (syntax.isSlice(unit)) return syntax.orderOf(unit, counter);
    }
    return undefined;
  };
}
