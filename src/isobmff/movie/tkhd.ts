import { timeSize } from '../boxes/fields.js';
import type { Box } from '../boxes/read-box.js';
import { fixed16_16, fullBox, LARGEST_U32, u16, u32, u64, zeros } from '../boxes/write-box.js';
import type { HandlerKind } from './hdlr.js';
import { identityMatrix } from './matrix.js';

/** The id of a movie's only track. */
export const TRACK_ID = 1;

const ENABLED = 0x1;
const IN_MOVIE = 0x2;

/** What a track header says beside the size at which the track is presented. */
interface TrackPlace {
  /** `TRACK_ID` by default. */
  readonly trackId?: number;
  /** In ticks of the movie; 0 by default, where the samples are in movie fragments. */
  readonly duration?: number;
  /** Whether players present the track by default; true by default. */
  readonly enabled?: boolean;
}

/** What is read of a track header. */
interface TrackHeaderFields {
  readonly trackId: number;
  readonly enabled: boolean;
  /** Size at which the track is presented, in pixels. */
  readonly width: number;
  readonly height: number;
  /** The nine values of the display matrix as stored; see `identityMatrix`. */
  readonly matrix: readonly number[];
}

/**
 * ISO/IEC 14496-12 8.3.2 Track header box; in version 1, which is written only for a long duration, that and the times have 64 bits
 *
 *     creation_time, modification_time  u32 × 2  0
 *     track_ID         u32
 *     reserved         u32
 *     duration         u32
 *     reserved         8 bytes
 *     layer            i16    0
 *     alternate_group  i16    0
 *     volume           8.8    1.0 for audio, 0 for video
 *     reserved         u16
 *     matrix           9 × 32 bits
 *     width, height    16.16  as presented; 0 for audio
 */
export function tkhd(
  kind: HandlerKind,
  width: number,
  height: number,
  { trackId = TRACK_ID, duration = 0, enabled = true }: TrackPlace = {},
): Uint8Array {
  const isLong = duration > LARGEST_U32;
  return fullBox(
    'tkhd',
    isLong ? 1 : 0,
    enabled ? ENABLED | IN_MOVIE : IN_MOVIE,
    ...(isLong ? [u64(0, 0), u32(trackId, 0), u64(duration)] : [u32(0, 0, trackId, 0, duration)]),
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
  // Missing in damaged masters, of which nothing else is read here.
  const pixels = () => (fields.remaining < 4 ? 0 : fields.u32() / 2 ** 16);
  const [width, height] = [pixels(), pixels()];
  return { trackId, enabled: (flags & ENABLED) !== 0, matrix, width, height };
}
