/** Picture order count of HEVC (ITU-T H.265 8.3.1). */
import { BitReader } from '../bit-reader.js';
import { type NalFraming, unescaped } from '../nal-stream.js';
import { type OrderCounter, type OrderReader, orderReader, type PictureOrder } from '../picture-order.js';
import {
  type PictureParameters,
  readPictureParameters,
  readSequenceParameters,
  type SequenceParameters,
} from './parameter-sets.js';

const NAL = {
  firstRap: 16,
  firstIdr: 19,
  lastIdr: 20,
  lastRap: 23,
  firstReserved: 32,
  sequence: 33,
  picture: 34,
};
const SLICE_HEADER_BYTES = 40;
const HEADER_BYTES = 2;

/** @param parameterSets those of the decoder configuration record. */
export function hevcOrderReader(framing: NalFraming, parameterSets: readonly Uint8Array[]): OrderReader {
  const sets = new ParameterSets();
  const syntax = {
    isParameterSet: (unit: Uint8Array) => typeOf(unit) === NAL.sequence || typeOf(unit) === NAL.picture,
    addParameterSet: (unit: Uint8Array) => sets.add(unit),
    isSlice: (unit: Uint8Array) => typeOf(unit) < NAL.firstReserved,
    orderOf: (slice: Uint8Array, counter: OrderCounter) => orderOf(slice, sets, counter),
  };
  return orderReader(syntax, framing, parameterSets);
}

class ParameterSets {
  readonly #sequences = new Map<number, SequenceParameters>();
  readonly #sets = new Map<number, PictureParameters>();

  add(unit: Uint8Array): void {
    const sequence = typeOf(unit) === NAL.sequence ? readSequenceParameters(unit) : undefined;
    const picture = typeOf(unit) === NAL.picture ? readPictureParameters(unit) : undefined;
    if (sequence) this.#sequences.set(sequence.id, sequence);
    if (picture) this.#sets.set(picture.id, picture);
  }

  of(id: number): (PictureParameters & Omit<SequenceParameters, 'id'>) | undefined {
    const picture = this.#sets.get(id);
    const sequence = picture && this.#sequences.get(picture.sequence);
    return sequence && { ...sequence, ...picture };
  }
}

/** 7.3.6.1: the header of the first slice segment of a picture. */
function orderOf(unit: Uint8Array, sets: ParameterSets, counter: OrderCounter): PictureOrder | undefined {
  const type = typeOf(unit);
  const isRap = type >= NAL.firstRap && type <= NAL.lastRap;
  const reader = new BitReader(unescaped(unit.subarray(HEADER_BYTES, SLICE_HEADER_BYTES)));
  if (!reader.flag()) return undefined;
  if (isRap) reader.skip(1);
  const parameters = sets.of(reader.unsigned());
  if (!parameters) return undefined;
  // Of BLA and IDR pictures the count begins anew; a CRA picture continues it, except where it is the first.
  const startsSequence = isRap && type <= NAL.lastIdr;
  if (startsSequence) counter.reset();
  if (type === NAL.firstIdr || type === NAL.lastIdr)
    return { startsSequence, count: counter.next(0, 4, true) };
  reader.skip(parameters.extraSliceBits);
  reader.unsigned();
  if (parameters.hasOutputFlag) reader.skip(1);
  if (parameters.hasColourPlanes) reader.skip(2);
  const low = reader.bits(parameters.orderBits);
  if (reader.isExhausted) return undefined;
  const isAnchor = (unit[1]! & 7) === 1 && (isRap || (type % 2 === 1 && type < 6));
  return { startsSequence, count: counter.next(low, parameters.orderBits, isAnchor) };
}

function typeOf(unit: Uint8Array): number {
  return ((unit[0] ?? 0) >> 1) & 0x3f;
}
