/** AVIF: a file with one image coded in AV1 (AV1 Image File Format 1.1). */
import {
  box,
  byteLength,
  type Colour,
  concat,
  ftyp,
  imageMeta,
  mdatHeader,
  packagingImpossible,
} from '../../isobmff/index.js';

interface Av1Image {
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
  /** Open bitstream units of one still picture with a reduced header (AV1 5.5.1), in 8 bits and 4:2:0. */
  readonly units: Uint8Array;
}

const BRANDS = { major: 'avif', compatible: ['avif', 'mif1', 'miaf', 'MA1B'] };

/** The file. @throws OnplayError `packaging_impossible` for other bitstreams. */
export function avif({ width, height, colour, units }: Av1Image): Uint8Array {
  // An item has no temporal delimiters.
  const parts = openBitstreamUnits(units).filter(({ type }) => type !== TEMPORAL_DELIMITER);
  const sequence = parts.find(({ type }) => type === SEQUENCE_HEADER);
  if (!sequence) throw packagingImpossible('the image has no sequence header');
  const data = concat(parts.map(({ bytes }) => bytes));
  const item = {
    ...{ type: 'av01', width, height, colour, channelBits: [8, 8, 8] },
    ...{ configuration: av1C(sequence), bytes: data.byteLength },
  };
  const head = ftyp(BRANDS);
  const dataHeader = mdatHeader(data.byteLength);
  const offset = byteLength([head, imageMeta(item, 0), dataHeader]);
  return concat([head, imageMeta(item, offset), dataHeader, data]);
}

/** An open bitstream unit (AV1 5.3). */
interface Unit {
  readonly type: number;
  /** With its header. */
  readonly bytes: Uint8Array;
  readonly payload: Uint8Array;
}

const SEQUENCE_HEADER = 1;
const TEMPORAL_DELIMITER = 2;
const HAS_EXTENSION = 4;
const HAS_SIZE = 2;

function openBitstreamUnits(bytes: Uint8Array): Unit[] {
  const units: Unit[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const header = bytes[at]!;
    if (!(header & HAS_SIZE)) throw packagingImpossible('a unit of the image has no size');
    const sizeAt = at + (header & HAS_EXTENSION ? 2 : 1);
    const { value, end: start } = leb128(bytes, sizeAt);
    const end = start + value;
    if (end > bytes.byteLength) throw packagingImpossible('a unit of the image is cut short');
    units.push({
      type: (header >> 3) & 15,
      bytes: bytes.subarray(at, end),
      payload: bytes.subarray(start, end),
    });
    at = end;
  }
  return units;
}

/** Little-endian base 128 (AV1 4.10.5), of at most four bytes: more than any image has. */
function leb128(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const byte = bytes[start + i] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
  throw packagingImpossible('a unit of the image is impossibly large');
}

/** `still_picture` and `reduced_still_picture_header`, after the three bits of `seq_profile`. */
const REDUCED_STILL = 0b000_11_000;
/** Marker and version; then 4:2:0 in 8 bits of main tier. */
const CONFIGURATION_VERSION = 0x81;
const SUBSAMPLED = 0b0000_1100;

/**
 * AV1 Codec ISO Media File Format Binding 2.3.3 AV1 codec configuration box
 *
 *     marker, version                        1 + 7 bits
 *     seq_profile, seq_level_idx_0           3 + 5 bits
 *     tier, bit depth, subsampling, …        8 bits
 *     initial_presentation_delay             8 bits, 0
 *     configOBUs[]                           the sequence header
 */
function av1C({ payload, bytes }: Unit): Uint8Array {
  const [first = 0, second = 0] = payload;
  if ((first & REDUCED_STILL) !== REDUCED_STILL) throw packagingImpossible('the image is no still picture');
  const level = ((first & 0b111) << 2) | (second >> 6);
  const fields = Uint8Array.of(CONFIGURATION_VERSION, (first & 0b1110_0000) | level, SUBSAMPLED, 0);
  return box('av1C', fields, bytes);
}
