import { box, fullBox, u16, u32, u64 } from './box.js';

/**
 * ISO/IEC 14496-12 8.6.5 Edit box with one entry of its 8.6.6 Edit list box, version 1
 *
 *     entry_count           u32  1
 *     edit_duration         u64  0: all of the media; a fragmented movie does not state its length
 *     media_time            u64  the media time, in ticks, at which the presentation starts
 *     media_rate            u16  1, u16 0
 */
export function edts(mediaTime: number): Uint8Array {
  return box('edts', fullBox('elst', 1, 0, u32(1), u64(0), u64(mediaTime), u16(1, 0)));
}
