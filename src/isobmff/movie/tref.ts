import type { Box } from '../boxes/read-box.js';

/**
 * Reads a track reference type box, of which 8.3.3 Track reference box consists (ISO/IEC 14496-12; the types `chap` and
 * `thmb` are of the QuickTime File Format, chapter lists)
 *
 *     track_IDs[]  u32
 *
 * @param maxIds further ids are ignored.
 */
export function readTrackReference(reference: Box, maxIds: number): readonly number[] {
  const fields = reference.fields();
  const count = Math.min(Math.floor(fields.remaining / 4), maxIds);
  return Array.from({ length: count }, () => fields.u32());
}
