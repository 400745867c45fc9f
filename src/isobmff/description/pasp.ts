import type { Box } from '../boxes/read-box.js';
import { box, u32 } from '../boxes/write-box.js';

/** Width of a pixel, relative to its height. */
export interface PixelAspectRatio {
  readonly horizontal: number;
  readonly vertical: number;
}

const FIELDS_BYTES = 8;

/**
 * ISO/IEC 14496-12 12.1.4 Pixel aspect ratio box
 *
 *     hSpacing  u32
 *     vSpacing  u32
 */
export function pasp({ horizontal, vertical }: PixelAspectRatio): Uint8Array {
  return box('pasp', u32(horizontal, vertical));
}

/** Undefined for a box that is cut short and for an impossible ratio. */
export function readPasp(pasp: Box): { readonly pixelAspectRatio: PixelAspectRatio } | undefined {
  if (pasp.size < FIELDS_BYTES) return undefined;
  const fields = pasp.fields();
  const pixelAspectRatio = { horizontal: fields.u32(), vertical: fields.u32() };
  const isPossible = pixelAspectRatio.horizontal > 0 && pixelAspectRatio.vertical > 0;
  return isPossible ? { pixelAspectRatio } : undefined;
}
