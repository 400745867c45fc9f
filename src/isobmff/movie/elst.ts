import type { Box } from '../boxes/read-box.js';
import { box, concat, fullBox, u16, u32, u64 } from '../boxes/write-box.js';

/** One entry of an edit list. */
export interface Edit {
  /** In ticks of the movie's timescale; 0 for the rest of the media. */
  readonly duration: number;
  /** In ticks of the media's timescale; -1 for an empty edit. */
  readonly mediaTime: number;
  readonly rate: number;
}

/**
 * ISO/IEC 14496-12 8.6.5 Edit box with its 8.6.6 Edit list box, written in version 1, every rate as 1
 *
 *     entry_count           u32
 *     for each entry:
 *       edit_duration         u32 or, in version 1, u64  0: all of the media; a fragmented movie does not state its length
 *       media_time            i32 or, in version 1, i64  the media time, in ticks, at which the entry starts; -1: empty
 *       media_rate            16.16  1
 */
export function edts(...edits: readonly Omit<Edit, 'rate'>[]): Uint8Array {
  const entries = edits.map(({ duration, mediaTime }) =>
    concat([u64(duration), mediaTime < 0 ? EMPTY : u64(mediaTime), u16(1, 0)]),
  );
  return box('edts', fullBox('elst', 1, 0, u32(edits.length), ...entries));
}

/** -1 in 64 bits. */
const EMPTY = new Uint8Array(8).fill(0xff);

/**
 * Reads an `elst` box of either version.
 * @param maxEdits malformed above, so that a forged count costs neither time nor memory.
 */
export function readElst(elst: Box, maxEdits: number): readonly Edit[] {
  const { version, fields } = elst.fullBox();
  const count = fields.u32();
  if (count > maxEdits) throw elst.data.rules.malformed('its edit list is impossibly long');
  return Array.from({ length: count }, () => {
    const duration = fields.time(version);
    const mediaTime = version === 1 ? fields.i64() : fields.i32();
    return { duration, mediaTime: Math.max(-1, mediaTime), rate: fields.i32() / 65536 };
  });
}
