import { box, fullBox, u8, u32, u64 } from '../boxes/write-box.js';

/** A sample at which decoding can start, the first of its movie fragment. */
export interface RandomAccessPoint {
  /** Its presentation time before edit lists, in ticks of the track's timescale. */
  readonly time: number;
  /** Offset in the file of the `moof` that it is in. */
  readonly moofOffset: number;
}

/** The random access points of a track. */
interface TrackFragmentAccess {
  readonly trackId: number;
  readonly points: readonly RandomAccessPoint[];
}

/** Version, flags and the three numbers before the entries; two of 64 and three of 8 bits in each entry. */
const TFRA_BYTES = 24;
const ENTRY_BYTES = 19;
const MFRO_BYTES = 16;
const BOX_HEADER_BYTES = 8;

/** The size of an `mfra` box for tracks with these numbers of random access points. */
export function mfraSize(pointsOfTracks: readonly number[]): number {
  const tracks = pointsOfTracks.reduce((sum, points) => sum + TFRA_BYTES + ENTRY_BYTES * points, 0);
  return BOX_HEADER_BYTES + tracks + MFRO_BYTES;
}

/**
 * ISO/IEC 14496-12 8.8.9 Movie fragment random access box, the last of a file: a track fragment random access box (8.8.10) for
 * each track, and the movie fragment random access offset box (8.8.11)
 *
 *     tfra  track_ID                          u32
 *           reserved, sizes of the numbers    u32  0: all three have 8 bits
 *           number_of_entry                   u32
 *           for each random access point, in version 1:
 *             time                            u64
 *             moof_offset                     u64
 *             traf_number, trun_number, sample_number  u8 × 3  1: the first of each
 *     mfro  parent_size                       u32  of the mfra box
 */
export function mfra(tracks: readonly TrackFragmentAccess[]): Uint8Array {
  const size = mfraSize(tracks.map(({ points }) => points.length));
  return box('mfra', ...tracks.map(tfra), fullBox('mfro', 0, 0, u32(size)));
}

function tfra({ trackId, points }: TrackFragmentAccess): Uint8Array {
  const entries = points.flatMap(({ time, moofOffset }) => [u64(time, moofOffset), u8(1, 1, 1)]);
  return fullBox('tfra', 1, 0, u32(trackId, 0, points.length), ...entries);
}
