import { box, fullBox, u32 } from '../boxes/write-box.js';

/**
 * ISO/IEC 14496-12 8.5.1 Sample table box of a movie whose samples are all in fragments: the sample description and
 * the mandatory tables, which are empty (stts 8.6.1.2, stsc 8.7.4, stsz 8.7.3.2, stco 8.7.5).
 *
 * @param sampleDescription a whole `stsd` box.
 */
export function stbl(sampleDescription: Uint8Array): Uint8Array {
  return box(
    'stbl',
    sampleDescription,
    fullBox('stts', 0, 0, u32(0)),
    fullBox('stsc', 0, 0, u32(0)),
    fullBox('stsz', 0, 0, u32(0, 0)),
    fullBox('stco', 0, 0, u32(0)),
  );
}
