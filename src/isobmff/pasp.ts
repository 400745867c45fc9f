import { box, u32 } from './box.js';

/**
 * ISO/IEC 14496-12 12.1.4 Pixel aspect ratio box
 *
 *     hSpacing  u32
 *     vSpacing  u32
 */
export function pasp(horizontal: number, vertical: number): Uint8Array {
  return box('pasp', u32(horizontal, vertical));
}
