import { timeSize } from '../boxes/fields.js';
import type { Box } from '../boxes/read-box.js';
import { fixed16_16, fullBox, u16, u32, zeros } from '../boxes/write-box.js';
import { identityMatrix } from './matrix.js';

const NEXT_TRACK_ID = 2;

/**
 * ISO/IEC 14496-12 8.2.2 Movie header box, written in version 0; in version 1, times and the duration have 64 bits
 *
 *     creation_time      u32   0, so that the same recipe yields the same bytes
 *     modification_time  u32   0
 *     timescale          u32
 *     duration           u32   0: the samples are in movie fragments
 *     rate               16.16 1.0
 *     volume             8.8   1.0
 *     reserved           10 bytes
 *     matrix             9 × 32 bits
 *     pre_defined        6 × 32 bits
 *     next_track_ID      u32
 */
export function mvhd(timescale: number): Uint8Array {
  return fullBox(
    'mvhd',
    0,
    0,
    u32(0, 0, timescale, 0),
    fixed16_16(1),
    u16(0x0100),
    zeros(10),
    identityMatrix,
    zeros(24),
    u32(NEXT_TRACK_ID),
  );
}

/** Reads the timescale of an `mvhd` box of either version, in ticks per second. */
export function readMvhd(box: Box): { readonly timescale: number } {
  const { version, fields } = box.fullBox();
  fields.skip(2 * timeSize(version));
  return { timescale: fields.u32() };
}
