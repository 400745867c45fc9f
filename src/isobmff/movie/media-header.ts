import { fullBox, u16, zeros } from '../boxes/write-box.js';

/**
 * ISO/IEC 14496-12 12.1.2 Video media header box
 *
 *     graphicsmode  u16      0: copy
 *     opcolor       u16 × 3
 */
export function vmhd(): Uint8Array {
  return fullBox('vmhd', 0, 1, u16(0), zeros(6));
}

/**
 * ISO/IEC 14496-12 12.2.2 Sound media header box
 *
 *     balance   8.8  0: centre
 *     reserved  u16
 */
export function smhd(): Uint8Array {
  return fullBox('smhd', 0, 0, u16(0, 0));
}
