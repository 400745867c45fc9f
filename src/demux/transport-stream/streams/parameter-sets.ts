/** Takes the parameter sets from one access unit, and gives them to another. */
import { framedUnits } from '../../../bitstream/index.js';
import type { ParameterSets } from '../../../tracks/index.js';

interface UnitTypes {
  typeOf(first: number): number;
  isParameterSet(type: number): boolean;
  isSlice(type: number): boolean;
  readonly delimiter: number;
}

/** `nal_unit_type` (ITU-T H.264 table 7-1, H.265 table 7-1). */
const TYPES: Readonly<Record<ParameterSets['codec'], UnitTypes>> = {
  h264: {
    typeOf: (first) => first & 0x1f,
    isParameterSet: (type) => type === 7 || type === 8,
    isSlice: (type) => type >= 1 && type <= 5,
    delimiter: 9,
  },
  hevc: {
    typeOf: (first) => (first >> 1) & 0x3f,
    isParameterSet: (type) => type >= 32 && type <= 34,
    isSlice: (type) => type < 32,
    delimiter: 35,
  },
};

const START_CODE = Uint8Array.of(0, 0, 1);
/** There are few, and they are short. */
const MAX_BYTES = 16 * 1024;

/** The parameter sets of an access unit; undefined if it has none, or absurdly many. */
export function parameterSetsOf(codec: ParameterSets['codec'], unit: Uint8Array): ParameterSets | undefined {
  const { isParameterSet, isSlice, typeOf } = TYPES[codec];
  const found: Uint8Array[] = [];
  for (const { start, end } of framedUnits(unit, 'start codes')) {
    const type = typeOf(unit[start]!);
    if (isSlice(type)) break;
    if (isParameterSet(type)) found.push(START_CODE, unit.subarray(start, end));
  }
  const bytes = Buffer.concat(found);
  return bytes.byteLength > 0 && bytes.byteLength <= MAX_BYTES ? { codec, bytes } : undefined;
}

/** An access unit with which decoding begins: with the parameter sets, unless it has its own, behind its delimiter. */
export function withParameterSets(unit: Uint8Array, { codec, bytes }: ParameterSets): Uint8Array {
  const { isParameterSet, isSlice, typeOf, delimiter } = TYPES[codec];
  let at = 0;
  for (const { start, end } of framedUnits(unit, 'start codes')) {
    const type = typeOf(unit[start]!);
    if (isParameterSet(type)) return unit;
    if (type === delimiter) at = end;
    if (isSlice(type)) break;
  }
  return Buffer.concat([unit.subarray(0, at), bytes, unit.subarray(at)]);
}
