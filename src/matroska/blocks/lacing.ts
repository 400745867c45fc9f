/** RFC 9559 10.3 Lacing: several frames of one track in one block. */
import { readInteger } from '../ebml/variable-size.js';

const XIPH = 1;
const FIXED_SIZE = 2;
const EBML = 3;

/** What follows the header of a block with lacing. */
export interface Lace {
  /** Bytes of the frames, in order; 1 to 256 of them. */
  readonly sizes: readonly number[];
  /** Bytes of the number of frames and of their sizes, which stand before the frames. */
  readonly headerSize: number;
}

/** The bytes at hand are [at, end) of the view; the contents of the block go on to `blockEnd`, which may be after it. */
interface LacedBytes {
  readonly view: DataView;
  readonly at: number;
  readonly end: number;
  readonly blockEnd: number;
}

/**
 *     number of frames  u8, minus 1
 *     sizes             of all frames but the last, which takes the rest
 *       Xiph (1)        the sum of bytes, up to and including the first that is not 255
 *       fixed-size (2)  none: all frames have the same size
 *       EBML (3)        variable-size integers; after the first, signed differences to the size before
 *
 * Undefined for sizes that do not end by `end`, or that do not fit into the block.
 */
export function laceSizes(lacing: number, bytes: LacedBytes): Lace | undefined {
  const { view, at, end, blockEnd } = bytes;
  if (at >= end) return undefined;
  const frames = view.getUint8(at) + 1;
  const stored = storedSizes(lacing, { ...bytes, at: at + 1 }, frames - 1);
  if (stored === undefined) return undefined;
  const rest = blockEnd - stored.end - stored.sizes.reduce((sum, size) => sum + size, 0);
  const headerSize = stored.end - at;
  if (lacing !== FIXED_SIZE) return rest < 0 ? undefined : { sizes: [...stored.sizes, rest], headerSize };
  const size = rest / frames;
  return Number.isInteger(size) ? { sizes: new Array<number>(frames).fill(size), headerSize } : undefined;
}

interface StoredSizes {
  readonly sizes: readonly number[];
  /** Where they end. */
  readonly end: number;
}

function storedSizes(lacing: number, bytes: LacedBytes, count: number): StoredSizes | undefined {
  if (lacing === FIXED_SIZE) return { sizes: [], end: bytes.at };
  if (lacing === XIPH) return xiphSizes(bytes, count);
  return lacing === EBML ? ebmlSizes(bytes, count) : undefined;
}

/** 10.3.2 */
function xiphSizes({ view, at: start, end }: LacedBytes, count: number): StoredSizes | undefined {
  const sizes: number[] = [];
  let at = start;
  for (let size = 0; sizes.length < count; at++) {
    if (at >= end) return undefined;
    const byte = view.getUint8(at);
    size += byte;
    if (byte === 255) continue;
    sizes.push(size);
    size = 0;
  }
  return { sizes, end: at };
}

/** 10.3.3 */
function ebmlSizes({ view, at: start, end }: LacedBytes, count: number): StoredSizes | undefined {
  const sizes: number[] = [];
  let at = start;
  for (let size = 0; sizes.length < count; ) {
    const stored = readInteger(view, at, end);
    if (stored === undefined) return undefined;
    // The values of 7 bits are -63 to 63: half of the range is subtracted.
    const bias = sizes.length === 0 ? 0 : 2 ** (7 * stored.length - 1) - 1;
    size += stored.value - bias;
    if (size < 0) return undefined;
    sizes.push(size);
    at += stored.length;
  }
  return { sizes, end: at };
}
