import type { Box } from '../boxes/read-box.js';
import { box, fixed16_16, u16, u32, zeros } from '../boxes/write-box.js';
import { type Colour, readColr } from './colr.js';
import { readFiel } from './fiel.js';
import { type PixelAspectRatio, readPasp } from './pasp.js';

/** Bytes of the fields before the boxes of a visual sample entry. */
export const VISUAL_FIELDS_BYTES = 78;

const DOTS_PER_INCH = 72;

/**
 * ISO/IEC 14496-12 12.1.3 Visual sample entry, followed by boxes
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
 *
 * @param type the coding, such as `avc1`.
 */
export function visualSampleEntry(
  type: string,
  { width, height }: { readonly width: number; readonly height: number },
  ...boxes: readonly Uint8Array[]
): Uint8Array {
  return box(
    type,
    zeros(6),
    u16(1),
    zeros(16),
    u16(width, height),
    fixed16_16(DOTS_PER_INCH, DOTS_PER_INCH),
    u32(0),
    u16(1),
    zeros(32),
    u16(0x0018, 0xffff),
    ...boxes,
  );
}

/** What is read of a visual sample entry; absent where no box states it. */
export interface VisualDescription {
  readonly width: number;
  readonly height: number;
  readonly pixelAspectRatio?: PixelAspectRatio;
  readonly colour?: Colour;
  /** Two fields per frame. */
  readonly interlaced?: boolean;
}

/** Reads a visual sample entry of any coding. */
export function readVisualSampleEntry(entry: Box): VisualDescription {
  const { view, rules } = entry.data;
  if (entry.size < VISUAL_FIELDS_BYTES) throw rules.malformed('its video description is cut short');
  const description: { -readonly [K in keyof VisualDescription]: VisualDescription[K] } = {
    width: view.getUint16(entry.contentStart + 24),
    height: view.getUint16(entry.contentStart + 26),
  };
  for (const child of entry.leadingChildren(VISUAL_FIELDS_BYTES))
    Object.assign(description, READERS[child.type]?.(child));
  return description;
}

/** By the type of the box; undefined where it states nothing that can be used. */
const READERS: Readonly<Record<string, (box: Box) => Partial<VisualDescription> | undefined>> = {
  pasp: readPasp,
  colr: readColr,
  fiel: readFiel,
};
