/** The lengths of Vorbis packets (Vorbis I specification), of which there are two, by the mode that each begins with. */
import type { TrackEntry } from '../../../../matroska/index.js';
import type { FrameLengths } from './frame-lengths.js';

const HEADERS = 3;
const IDENTIFICATION_BYTES = 30;
const MAX_MODES = 64;
const HIGHEST_RATE = 10_000_000;

/** Undefined if `CodecPrivate` is not what Vorbis has there: the three header packets. */
export function vorbisLengths({ codecPrivate }: TrackEntry): FrameLengths | undefined {
  const [identification, , setup] = headersIn(codecPrivate) ?? [];
  if (!identification || !setup || identification.byteLength < IDENTIFICATION_BYTES) return undefined;
  // 4.2.2: the sample rate, and the two block sizes as exponents.
  const view = new DataView(identification.buffer, identification.byteOffset, identification.byteLength);
  const rate = view.getUint32(12, true);
  const exponents = view.getUint8(28);
  const sizes = [2 ** (exponents & 15), 2 ** (exponents >> 4)] as const;
  const modes = modesIn(setup);
  if (!modes || rate < 1 || rate > HIGHEST_RATE) return undefined;
  const lengthOf = ([first = 0]: Uint8Array) => {
    // 4.3.1: a bit that is 0 for audio, then the mode in as few bits as hold all.
    const mode = (first >> 1) & (2 ** bitsFor(modes.length - 1) - 1);
    return sizes[modes[mode] === 1 ? 1 : 0];
  };
  return { rate, lengthOf, isOverlapping: true };
}

/** The packets in `CodecPrivate`, with their sizes as in Xiph lacing (RFC 9559 10.3.1) but for the last one. */
function headersIn(codecPrivate: Uint8Array): readonly Uint8Array[] | undefined {
  if (codecPrivate[0] !== HEADERS - 1) return undefined;
  const sizes: number[] = [];
  let at = 1;
  for (let size = 0; sizes.length < HEADERS - 1; at++) {
    const byte = codecPrivate[at];
    if (byte === undefined) return undefined;
    size += byte;
    if (byte === 255) continue;
    sizes.push(size);
    size = 0;
  }
  const [first = 0, second = 0] = sizes;
  const setup = codecPrivate.subarray(at + first + second);
  return [
    codecPrivate.subarray(at, at + first),
    codecPrivate.subarray(at + first, at + first + second),
    setup,
  ];
}

/** Bits of a mode: block flag, window type, transform type and mapping. */
const MODE_BITS = { flag: 1, window: 16, transform: 16, mapping: 8 } as const;
const WHOLE_MODE_BITS = 41;
const COUNT_BITS = 6;

/**
 * The block flag of each mode, 0 or 1 (4.2.4, modes). They stand at the end of the setup header, before a set bit; what is before
 * them cannot be skipped without being decoded. So they are read backwards, where the types are 0 and mappings below 64, and end
 * where their number is stated. Undefined if it is nowhere.
 */
function modesIn(setup: Uint8Array): readonly number[] | undefined {
  let end = 8 * setup.byteLength - 1;
  while (end > 0 && bitsAt(setup, end, 1) === 0) end--;
  const flags: number[] = [];
  let found: readonly number[] | undefined;
  for (let at = end - WHOLE_MODE_BITS; at >= COUNT_BITS && flags.length < MAX_MODES; at -= WHOLE_MODE_BITS) {
    if (!isMode(setup, at)) break;
    flags.unshift(bitsAt(setup, at, MODE_BITS.flag));
    if (bitsAt(setup, at - COUNT_BITS, COUNT_BITS) + 1 === flags.length) found = [...flags];
  }
  return found;
}

function isMode(setup: Uint8Array, at: number): boolean {
  const types = at + MODE_BITS.flag;
  const mapping = types + MODE_BITS.window + MODE_BITS.transform;
  return (
    bitsAt(setup, types, MODE_BITS.window) === 0 &&
    bitsAt(setup, types + MODE_BITS.window, MODE_BITS.transform) === 0 &&
    bitsAt(setup, mapping, MODE_BITS.mapping) < 64
  );
}

/** Bits from the least significant one of each byte on (2.1.4). */
function bitsAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 2 + ((bytes[(at + i) >> 3]! >> ((at + i) & 7)) & 1);
  return value;
}

/** Bits that hold a value: 0 for 0 (9.2.1). */
function bitsFor(value: number): number {
  return 32 - Math.clz32(value);
}
