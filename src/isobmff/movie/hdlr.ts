import { textOf } from '../boxes/fields.js';
import type { Box } from '../boxes/read-box.js';
import { ascii, fullBox, u32, utf8z, zeros } from '../boxes/write-box.js';

/** The kind of media in a track. */
export type HandlerKind = 'video' | 'audio' | 'text';

const HANDLER = {
  video: { type: 'vide', name: 'VideoHandler' },
  audio: { type: 'soun', name: 'SoundHandler' },
  text: { type: 'sbtl', name: 'SubtitleHandler' },
} as const;

/**
 * ISO/IEC 14496-12 8.4.3 Handler reference box
 *
 *     pre_defined   u32  0
 *     handler_type  u32
 *     reserved      12 bytes
 *     name          string
 *
 * @param name that viewers may be shown; by default one of the kind.
 */
export function hdlr(kind: HandlerKind, name: string = HANDLER[kind].name): Uint8Array {
  return fullBox('hdlr', 0, 0, u32(0), ascii(HANDLER[kind].type), zeros(12), utf8z(name));
}

/** What a handler box says. */
interface Handler {
  /** Four-character code: `vide`, `soun`, `text`, … */
  readonly type: string;
  readonly name: string;
}

/** Reads an `hdlr` box; in QuickTime the name is preceded by its length instead of being terminated by a zero. */
export function readHdlr(box: Box): Handler {
  const { fields } = box.fullBox();
  fields.skip(4);
  const type = fields.type();
  fields.skip(Math.min(12, fields.remaining));
  const name = fields.rest();
  const isCounted = name.byteLength > 1 && name[0] === name.byteLength - 1;
  return { type, name: textOf(isCounted ? name.subarray(1) : name) };
}
