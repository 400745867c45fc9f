import { avcC } from '../configuration/avcc.js';
import { type Colour, colr } from './colr.js';
import { pasp } from './pasp.js';
import { visualSampleEntry } from './visual-sample-entry.js';

/** Values of an AVC sample entry. */
export interface AvcSampleEntry {
  /** Size in pixels, which are square. */
  readonly width: number;
  readonly height: number;
  /** AVCDecoderConfigurationRecord, the contents of an `avcC` box. */
  readonly avcC: Uint8Array;
  readonly colour: Colour;
}

/**
 * ISO/IEC 14496-15 5.4.2 AVC sample entry: a visual sample entry with the boxes `avcC`, `colr` and `pasp`.
 *
 * The entry is `avc1`, not `avc3`: the parameter sets are only here, and the same for all segments.
 */
export function avc1(entry: AvcSampleEntry): Uint8Array {
  const squarePixels = pasp({ horizontal: 1, vertical: 1 });
  return visualSampleEntry('avc1', entry, avcC(entry.avcC), colr(entry.colour), squarePixels);
}
