/**
 * ISO/IEC 14496-12 4.2 Box header
 *
 *     size       u32  of the whole box; 1: in `largesize`; 0: the box extends to the end of the file
 *     type       u32  four-character code; the contents of `uuid` begin with 16 bytes of extended type
 *     largesize  u64  only for size 1
 */
export interface BoxHeader {
  readonly type: string;
  /** Size of the header in bytes: 8 or 16. */
  readonly headerSize: number;
  /** Size of the whole box in bytes, as it claims. */
  readonly size: number;
}

export const SHORT_HEADER_BYTES = 8;
export const LARGE_HEADER_BYTES = 16;

const SIZE_IS_LARGE = 1;
const SIZE_IS_OPEN = 0;

/**
 * Reads the header at `at`; undefined if it does not end by `end`. Checks nothing else.
 * @param openSize the size of a box without a stated one.
 */
export function readBoxHeader(
  view: DataView,
  at: number,
  end: number,
  openSize: number,
): BoxHeader | undefined {
  if (end - at < SHORT_HEADER_BYTES) return undefined;
  const short = view.getUint32(at);
  const headerSize = short === SIZE_IS_LARGE ? LARGE_HEADER_BYTES : SHORT_HEADER_BYTES;
  if (end - at < headerSize) return undefined;
  const size = short === SIZE_IS_LARGE ? readU64(view, at + 8) : short === SIZE_IS_OPEN ? openSize : short;
  return { type: readType(view, at + 4), headerSize, size };
}

/** The four-character code at `at`. */
export function readType(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}

/** An unsigned 64-bit number; rounded above 2^53. */
export function readU64(view: DataView, at: number): number {
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
}
