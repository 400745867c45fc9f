import type { Box } from './read-box.js';

/** Version, flags and number of entries. */
const TABLE_HEADER_BYTES = 8;

/** The entries of a box, all of one size. They are read where they are: a day of video has millions. */
interface EntryTable {
  readonly view: DataView;
  /** Offset of the first entry in `view`. */
  readonly start: number;
  readonly count: number;
}

/**
 * The table in a full box that has a 32-bit count and then the entries.
 * @throws `BoxRules.malformed` when the box is too small for them.
 */
export function entryTable({ data, type, contentStart, end }: Box, entryBytes: number): EntryTable {
  const { view, rules } = data;
  const start = contentStart + TABLE_HEADER_BYTES;
  if (start > end) throw rules.malformed(`its ${type} table is cut short`);
  const count = view.getUint32(start - 4);
  if (start + count * entryBytes > end) throw rules.malformed(`its ${type} table is cut short`);
  return { view, start, count };
}
