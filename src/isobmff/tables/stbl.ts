import { box, fullBox, u32 } from '../boxes/write-box.js';

/** The mandatory tables of a movie whose samples are all in fragments (stts 8.6.1.2, stsc 8.7.4, stsz 8.7.3.2, stco 8.7.5). */
const EMPTY_TABLES: readonly Uint8Array[] = [
  fullBox('stts', 0, 0, u32(0)),
  fullBox('stsc', 0, 0, u32(0)),
  fullBox('stsz', 0, 0, u32(0, 0)),
  fullBox('stco', 0, 0, u32(0)),
];

/**
 * ISO/IEC 14496-12 8.5.1 Sample table box: the sample description and the tables.
 *
 * @param sampleDescription a whole `stsd` box.
 * @param tables whole boxes; those of a movie whose samples are in fragments by default.
 */
export function stbl(sampleDescription: Uint8Array, tables = EMPTY_TABLES): Uint8Array {
  return box('stbl', sampleDescription, ...tables);
}
