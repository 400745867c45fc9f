/** The colour a rendition is encoded in. Code points of ISO/IEC 23091-2 (the same as ITU-T H.273). */
import type { Colour, VideoTrack } from '../../tracks/index.js';
import { isHdr } from '../plan/colour-names.js';

const BT709 = 1;
/** BT.601 as of 525 lines. */
const BT601 = 6;

/** Players show untagged video of fewer lines as BT.601, and other untagged video as BT.709. */
const HIGH_DEFINITION = 720;

/** Code points the standard defines and H.264 can signal; not 0 (reserved, or RGB), 2 (unspecified) or 3 (reserved). */
const PRIMARIES: ReadonlySet<number> = new Set([1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 22]);
const TRANSFERS: ReadonlySet<number> = new Set([1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17]);
const MATRICES: ReadonlySet<number> = new Set([1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);

/**
 * The colour to encode in, always limited range. HDR becomes BT.709. SDR keeps the master's tags; where they are missing,
 * the output is tagged with what players assume for such a master.
 */
export function outputColour(track: Pick<VideoTrack, 'colour' | 'width' | 'height'>): Colour {
  const { primaries, transfer, matrix } = track.colour;
  if (isHdr(track.colour)) return limitedRange(BT709, BT709, BT709);
  const assumed = Math.min(track.width, track.height) >= HIGH_DEFINITION ? BT709 : BT601;
  return limitedRange(
    PRIMARIES.has(primaries) ? primaries : assumed,
    TRANSFERS.has(transfer) ? transfer : assumed,
    MATRICES.has(matrix) ? matrix : assumed,
  );
}

/** Whether the video is limited range and SDR, so that an ordinary display needs no mapping. */
export function isStandardDynamicRange({ colour }: Pick<VideoTrack, 'colour'>): boolean {
  return !colour.fullRange && !isHdr(colour);
}

function limitedRange(primaries: number, transfer: number, matrix: number): Colour {
  return { primaries, transfer, matrix, fullRange: false };
}
