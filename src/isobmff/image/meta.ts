import { ascii, box, fullBox, u8, u16, u32, utf8z, zeros } from '../boxes/write-box.js';
import { type Colour, colr } from '../description/colr.js';

/** A coded image that is the only item of a file. */
export interface ImageItem {
  /** Four-character code of its coding: `av01`. */
  readonly type: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Bits of each of the channels. */
  readonly channelBits: readonly number[];
  /** The box that configures the decoder: `av1C`. */
  readonly configuration: Uint8Array;
  readonly colour: Colour;
  /** Of the coded image. */
  readonly bytes: number;
}

const ITEM = 1;

/**
 * ISO/IEC 14496-12 8.11.1 Meta box of a file with one image (ISO/IEC 23008-12)
 *
 *     hdlr   handler `pict`
 *     pitm   the primary item
 *     iloc   where the item lies
 *     iinf   what it is
 *     iprp   its properties, see below
 *
 * @param offset where the coded image begins in the file.
 */
export function imageMeta(item: ImageItem, offset: number): Uint8Array {
  const handler = fullBox('hdlr', 0, 0, u32(0), ascii('pict'), zeros(12), utf8z(''));
  const primary = fullBox('pitm', 0, 0, u16(ITEM));
  return fullBox('meta', 0, 0, handler, primary, iloc(item.bytes, offset), iinf(item.type), iprp(item));
}

/**
 * ISO/IEC 14496-12 8.11.3 Item location box, with offsets and lengths of 32 bits and no base offset
 *
 *     sizes of fields   4 × 4 bits
 *     item_count        u16
 *     item_ID, data_reference_index, extent_count   u16
 *     extent_offset, extent_length                  u32
 */
function iloc(bytes: number, offset: number): Uint8Array {
  return fullBox('iloc', 0, 0, u8(0x44, 0x00), u16(1, ITEM, 0, 1), u32(offset, bytes));
}

/** ISO/IEC 14496-12 8.11.6 Item information box, with one entry of version 2. */
function iinf(type: string): Uint8Array {
  const entry = fullBox('infe', 2, 0, u16(ITEM, 0), ascii(type), utf8z(''));
  return fullBox('iinf', 0, 0, u16(1), entry);
}

/** Set on the association of a property that a reader must understand. */
const ESSENTIAL = 0x80;

/**
 * ISO/IEC 23008-12 9.3 Item properties box
 *
 *     ipco   the properties: size (`ispe`), bits of the channels (`pixi`), decoder configuration, colour (`colr`)
 *     ipma   which of them, counted from 1, the item has
 */
function iprp({ width, height, channelBits, configuration, colour }: ImageItem): Uint8Array {
  const size = fullBox('ispe', 0, 0, u32(width, height));
  const pixels = fullBox('pixi', 0, 0, u8(channelBits.length, ...channelBits));
  const properties = [size, pixels, configuration, colr(colour)];
  const associations = properties.map((property, i) => (property === configuration ? ESSENTIAL : 0) + i + 1);
  const ipma = fullBox('ipma', 0, 0, u32(1), u16(ITEM), u8(properties.length, ...associations));
  return box('iprp', box('ipco', ...properties), ipma);
}
