import { ascii, fullBox, u32, utf8z, zeros } from './box.js';

/** The kind of media in a track. */
export type HandlerKind = 'video' | 'audio';

const HANDLER = {
  video: { type: 'vide', name: 'VideoHandler' },
  audio: { type: 'soun', name: 'SoundHandler' },
} as const;

/**
 * ISO/IEC 14496-12 8.4.3 Handler reference box
 *
 *     pre_defined   u32  0
 *     handler_type  u32
 *     reserved      12 bytes
 *     name          string
 */
export function hdlr(kind: HandlerKind): Uint8Array {
  return fullBox('hdlr', 0, 0, u32(0), ascii(HANDLER[kind].type), zeros(12), utf8z(HANDLER[kind].name));
}
