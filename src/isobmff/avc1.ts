import { box, fixed16_16, u16, u32, zeros } from './box.js';
import { type Colour, colr } from './colr.js';
import { pasp } from './pasp.js';

/** Values of an AVC sample entry. */
export interface AvcSampleEntry {
  /** Size in pixels, which are square. */
  readonly width: number;
  readonly height: number;
  /** AVCDecoderConfigurationRecord, the contents of an `avcC` box. */
  readonly avcC: Uint8Array;
  readonly colour: Colour;
}

const DOTS_PER_INCH = 72;

/**
 * ISO/IEC 14496-12 12.1.3 Visual sample entry, ISO/IEC 14496-15 5.4.2 AVC sample entry
 *
 *     reserved                            6 bytes
 *     data_reference_index                u16
 *     pre_defined, reserved               16 bytes
 *     width, height                       u16 × 2
 *     horizresolution, vertresolution     16.16 × 2  72 dpi
 *     reserved                            u32
 *     frame_count                         u16  1 frame in each sample
 *     compressorname                      32 bytes
 *     depth                               u16  0x0018: colour without alpha
 *     pre_defined                         i16  -1
 *     avcC, colr, pasp                    boxes
 *
 * The entry is `avc1`, not `avc3`: the parameter sets are only here, and the same for all segments.
 */
export function avc1({ width, height, avcC, colour }: AvcSampleEntry): Uint8Array {
  return box(
    'avc1',
    zeros(6),
    u16(1),
    zeros(16),
    u16(width, height),
    fixed16_16(DOTS_PER_INCH, DOTS_PER_INCH),
    u32(0),
    u16(1),
    zeros(32),
    u16(0x0018, 0xffff),
    box('avcC', avcC),
    colr(colour),
    pasp(1, 1),
  );
}
