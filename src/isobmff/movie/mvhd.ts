import { timeSize } from '../boxes/fields.js';
import type { Box } from '../boxes/read-box.js';
import { fixed16_16, fullBox, LARGEST_U32, u16, u32, u64, zeros } from '../boxes/write-box.js';
import { identityMatrix } from './matrix.js';

const NEXT_TRACK_ID = 2;

/** What the header of a movie says beside its timescale. */
interface MovieExtent {
  /** In ticks; 0 by default, where the samples are in movie fragments. */
  readonly duration?: number;
  /** Above the id of every track; 2 by default. */
  readonly nextTrackId?: number;
}

/**
 * ISO/IEC 14496-12 8.2.2 Movie header box; in version 1, which is written only for a long duration, that and the times have 64 bits
 *
 *     creation_time      u32   0, so that the same recipe yields the same bytes
 *     modification_time  u32   0
 *     timescale          u32
 *     duration           u32
 *     rate               16.16 1.0
 *     volume             8.8   1.0
 *     reserved           10 bytes
 *     matrix             9 × 32 bits
 *     pre_defined        6 × 32 bits
 *     next_track_ID      u32
 */
export function mvhd(
  timescale: number,
  { duration = 0, nextTrackId = NEXT_TRACK_ID }: MovieExtent = {},
): Uint8Array {
  const isLong = duration > LARGEST_U32;
  return fullBox(
    'mvhd',
    isLong ? 1 : 0,
    0,
    ...(isLong ? [u64(0, 0), u32(timescale), u64(duration)] : [u32(0, 0, timescale, duration)]),
    fixed16_16(1),
    u16(0x0100),
    zeros(10),
    identityMatrix,
    zeros(24),
    u32(nextTrackId),
  );
}

/** Reads the timescale of an `mvhd` box of either version, in ticks per second. */
export function readMvhd(box: Box): { readonly timescale: number } {
  const { version, fields } = box.fullBox();
  fields.skip(2 * timeSize(version));
  return { timescale: fields.u32() };
}
