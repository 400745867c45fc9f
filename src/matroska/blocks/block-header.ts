import { readInteger } from '../ebml/variable-size.js';

/**
 * RFC 9559 10.1 Block and 10.2 SimpleBlock
 *
 *     track number  variable-size integer
 *     timestamp     i16  in ticks, relative to that of the cluster
 *     flags         u8   0x80: keyframe (SimpleBlock); 0x08: invisible; 0x06: lacing; 0x01: discardable (SimpleBlock)
 *     sizes of the frames, if there is lacing
 *     frames
 */
export interface BlockHeader {
  readonly trackNumber: number;
  readonly timestamp: number;
  readonly flags: number;
  /** Bytes up to and including the flags. */
  readonly headerSize: number;
}

/** Of a track number up to 2^56. */
export const MAX_BLOCK_HEADER_BYTES = 11;
const KEYFRAME = 0x80;
const INVISIBLE = 0x08;
const LACING = 0x06;

/** Reads the header at `at`; undefined if it does not end by `end`. */
export function readBlockHeader(view: DataView, at: number, end: number): BlockHeader | undefined {
  const track = readInteger(view, at, end);
  if (track === undefined || at + track.length + 3 > end) return undefined;
  const next = at + track.length;
  return {
    trackNumber: track.value,
    timestamp: view.getInt16(next),
    flags: view.getUint8(next + 2),
    headerSize: track.length + 3,
  };
}

/** Whether a SimpleBlock says that it can be decoded without others. */
export const isKeyframe = ({ flags }: BlockHeader): boolean => (flags & KEYFRAME) !== 0;
/** Whether the frame is decoded, as others refer to it, but not presented. */
export const isInvisible = ({ flags }: BlockHeader): boolean => (flags & INVISIBLE) !== 0;
/** How the sizes of several frames are stored; see `laceSizes`. 0: the block is one frame. */
export const lacingOf = ({ flags }: BlockHeader): number => (flags & LACING) >> 1;
