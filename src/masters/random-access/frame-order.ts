/** The order in which frames are presented, for containers that have only decode times: MP4 without `ctts`, AVI. */
import type { CodedPicture, PictureOrder } from '../../bitstream/index.js';
import { presentationOrder } from '../../tracks/index.js';

/** Further than any picture is counted before the one that begins its sequence. */
const SEQUENCE_DISTANCE = 2 ** 17;

/** Positions of samples relative to each other when presented, from their headers in decode order. */
export interface OrderCollector<Header> {
  /** @returns false if the order cannot be known, because the header could not be read. */
  add(sample: number, header: Header | undefined): boolean;
  /** Of the samples [0, count), ascending as they are presented. */
  positions(): Float64Array;
}

/** By picture order count. */
export class CountedOrder implements OrderCollector<PictureOrder> {
  readonly #positions: Float64Array;
  #base = 0;
  #highest = 0;

  constructor(count: number) {
    this.#positions = new Float64Array(count);
  }

  add(sample: number, order: PictureOrder | undefined): boolean {
    if (!order) return false;
    if (order.startsSequence) this.#base = this.#highest + SEQUENCE_DISTANCE;
    const position = this.#base + order.count;
    this.#positions[sample] = position;
    this.#highest = Math.max(this.#highest, position);
    return true;
  }

  positions(): Float64Array {
    return this.#positions;
  }
}

/** By type, as in MPEG-1, MPEG-2 and MPEG-4 part 2: a B picture is presented before the reference picture that it follows. */
export class TypedOrder implements OrderCollector<CodedPicture> {
  readonly #positions: Float64Array;
  #reference: number | undefined;

  constructor(count: number) {
    this.#positions = new Float64Array(count).map((_, sample) => 2 * sample);
  }

  add(sample: number, picture: CodedPicture | undefined): boolean {
    if (!picture) return false;
    if (picture.type === 'B') return true;
    if (this.#reference !== undefined) this.#positions[this.#reference] = 2 * sample - 1;
    this.#reference = sample;
    return true;
  }

  positions(): Float64Array {
    if (this.#reference !== undefined) this.#positions[this.#reference] = 2 * this.#positions.length;
    return this.#positions;
  }
}

/** Samples in the order in which they are presented; undefined if that is the order in which they are decoded. */
export function reordered(positions: Float64Array): Uint32Array | undefined {
  if (positions.every((position, i) => i === 0 || position > positions[i - 1]!)) return undefined;
  return presentationOrder(positions.length, () => true, positions);
}
