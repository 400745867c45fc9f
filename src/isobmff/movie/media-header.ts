import { fullBox, u16, zeros } from '../boxes/write-box.js';
import type { HandlerKind } from './hdlr.js';

/** The media header box of a kind of track (ISO/IEC 14496-12 8.4.5). */
export const MEDIA_HEADERS: Readonly<Record<HandlerKind, () => Uint8Array>> = {
  video: vmhd,
  audio: smhd,
  text: nmhd,
};

/**
 * ISO/IEC 14496-12 12.1.2 Video media header box
 *
 *     graphicsmode  u16      0: copy
 *     opcolor       u16 × 3
 */
function vmhd(): Uint8Array {
  return fullBox('vmhd', 0, 1, u16(0), zeros(6));
}

/**
 * ISO/IEC 14496-12 12.2.2 Sound media header box
 *
 *     balance   8.8  0: centre
 *     reserved  u16
 */
function smhd(): Uint8Array {
  return fullBox('smhd', 0, 0, u16(0, 0));
}

/** 8.4.5.2 Null media header box: of text there is nothing to say. */
function nmhd(): Uint8Array {
  return fullBox('nmhd', 0, 0);
}
