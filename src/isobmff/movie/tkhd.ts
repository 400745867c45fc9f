import { timeSize } from '../boxes/fields.js';
import type { Box } from '../boxes/read-box.js';
import { fixed16_16, fullBox, u16, u32, zeros } from '../boxes/write-box.js';
import type { HandlerKind } from './hdlr.js';
import { identityMatrix } from './matrix.js';

/** The id of the only track in every movie written here. */
export const TRACK_ID = 1;

const ENABLED = 0x1;
const IN_MOVIE = 0x2;

/** What is read of a track header. */
interface TrackHeaderFields {
  readonly trackId: number;
  readonly enabled: boolean;
  /** The nine values of the display matrix as stored; see `identityMatrix`. */
  readonly matrix: readonly number[];
}

/**
 * ISO/IEC 14496-12 8.3.2 Track header box, written in version 0; in version 1, times and the duration have 64 bits
 *
 *     creation_time, modification_time  u32 × 2  0
 *     track_ID         u32
 *     reserved         u32
 *     duration         u32    0: the samples are in movie fragments
 *     reserved         8 bytes
 *     layer            i16    0
 *     alternate_group  i16    0
 *     volume           8.8    1.0 for audio, 0 for video
 *     reserved         u16
 *     matrix           9 × 32 bits
 *     width, height    16.16  as presented; 0 for audio
 */
export function tkhd(kind: HandlerKind, width: number, height: number): Uint8Array {
  return fullBox(
    'tkhd',
    0,
    ENABLED | IN_MOVIE,
    u32(0, 0, TRACK_ID, 0, 0),
    zeros(8),
    u16(0, 0, kind === 'audio' ? 0x0100 : 0, 0),
    identityMatrix,
    fixed16_16(width, height),
  );
}

/** Reads a `tkhd` box of either version. */
export function readTkhd(box: Box): TrackHeaderFields {
  const { version, flags, fields } = box.fullBox();
  const timeBytes = timeSize(version);
  fields.skip(2 * timeBytes);
  const trackId = fields.u32();
  // Reserved, duration, reserved, layer, group, volume and reserved.
  fields.skip(4 + timeBytes + 8 + 8);
  const matrix = Array.from({ length: 9 }, () => fields.i32());
  return { trackId, enabled: (flags & ENABLED) !== 0, matrix };
}
