/** Picture order count of H.264 (ITU-T H.264 8.2.1). */
import { BitReader } from '../bit-reader.js';
import { type NalFraming, unescaped } from '../nal-stream.js';
import { type OrderCounter, type OrderReader, orderReader, type PictureOrder } from '../picture-order.js';
import { readPictureParameters, readSequenceParameters, type SequenceParameters } from './parameter-sets.js';

const NAL = { slice: 1, partitionA: 2, idr: 5, sequence: 7, picture: 8 } as const;
const SLICES: ReadonlySet<number> = new Set([NAL.slice, NAL.partitionA, NAL.idr]);
const SLICE_HEADER_BYTES = 40;

/**
 * Of streams that code it with each picture (`pic_order_cnt_type` 0). `memory_management_control_operation` 5, which no encoder in
 * use writes, is not looked for.
 * @param parameterSets those of the decoder configuration record.
 */
export function h264OrderReader(framing: NalFraming, parameterSets: readonly Uint8Array[]): OrderReader {
  const sets = new ParameterSets();
  const syntax = {
    isParameterSet: (unit: Uint8Array) => typeOf(unit) === NAL.sequence || typeOf(unit) === NAL.picture,
    addParameterSet: (unit: Uint8Array) => sets.add(unit),
    isSlice: (unit: Uint8Array) => SLICES.has(typeOf(unit)),
    orderOf: (slice: Uint8Array, counter: OrderCounter) => orderOf(slice, sets, counter),
  };
  return orderReader(syntax, framing, parameterSets);
}

class ParameterSets {
  readonly #sequences = new Map<number, SequenceParameters>();
  readonly #sequenceIds = new Map<number, number>();

  add(unit: Uint8Array): void {
    const type = typeOf(unit);
    const sequence = type === NAL.sequence ? readSequenceParameters(unit) : undefined;
    const picture = type === NAL.picture ? readPictureParameters(unit) : undefined;
    if (sequence) this.#sequences.set(sequence.id, sequence);
    if (picture) this.#sequenceIds.set(picture.id, picture.sequence);
  }

  sequenceOf(picture: number): SequenceParameters | undefined {
    return this.#sequences.get(this.#sequenceIds.get(picture) ?? -1);
  }
}

function orderOf(slice: Uint8Array, sets: ParameterSets, counter: OrderCounter): PictureOrder | undefined {
  const isIdr = typeOf(slice) === NAL.idr;
  const reader = new BitReader(unescaped(slice.subarray(1, SLICE_HEADER_BYTES)));
  // first_mb_in_slice, slice_type
  reader.unsigned();
  reader.unsigned();
  const sequence = sets.sequenceOf(reader.unsigned());
  if (sequence?.orderType !== 0) return undefined;
  if (sequence.hasColourPlanes) reader.skip(2);
  reader.skip(sequence.frameNumberBits);
  // field_pic_flag, bottom_field_flag
  if (!sequence.hasOnlyFrames && reader.flag()) reader.skip(1);
  if (isIdr) {
    reader.unsigned();
    counter.reset();
  }
  const low = reader.bits(sequence.orderBits);
  if (reader.isExhausted) return undefined;
  const isReference = (slice[0]! & 0x60) !== 0;
  return { startsSequence: isIdr, count: counter.next(low, sequence.orderBits, isReference) };
}

function typeOf(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 0x1f;
}
