/** The parts of a media segment, as `mediaSegment` writes it. */
import { type Box, MEDIA_SEGMENT_BRANDS, styp } from '../../isobmff/index.js';
import { encoderBoxes, encoderOutputMalformed } from '../cmaf/encoder-output.js';

export interface SegmentBoxes {
  readonly moof: Box;
  readonly mdat: Box;
}

/** The bytes of a segment before its fragment. */
export const SEGMENT_HEADER_BYTES = styp(MEDIA_SEGMENT_BRANDS).byteLength;

/** @throws OnplayError `encoder_output_malformed` for anything but `styp`, `moof` and `mdat`. */
export function segmentBoxes(segment: Uint8Array): SegmentBoxes {
  const [header, moof, mdat, ...more] = encoderBoxes(segment).children();
  const isExpected =
    header?.type === 'styp' &&
    header.end === SEGMENT_HEADER_BYTES &&
    moof?.type === 'moof' &&
    mdat?.type === 'mdat';
  if (!isExpected || more.length > 0)
    throw encoderOutputMalformed('a segment of other boxes than one fragment');
  return { moof, mdat };
}
