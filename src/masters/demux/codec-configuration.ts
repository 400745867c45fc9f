/** Finds the decoder configuration in a sample entry: `avcC` (ISO/IEC 14496-15 5.3.3.1) or `hvcC` (8.3.3.1). */
import { leadingBoxes } from './leading-boxes.js';

/** Box header, version and flags, and number of entries of `stsd`. */
const STSD_HEADER = 16;
/** The fields of a `VisualSampleEntry` (ISO 14496-12 12.1.3.2). */
const VISUAL_FIELDS = 78;

/** Content of the configuration box in the first entry of a whole `stsd`, as a view of it; undefined if not found. */
export function codecConfiguration(stsd: Uint8Array, type: 'avcC' | 'hvcC'): Uint8Array | undefined {
  const [entry] = leadingBoxes(stsd, Math.min(STSD_HEADER, stsd.byteLength), stsd.byteLength);
  if (!entry || entry.contentStart + VISUAL_FIELDS > entry.end) return undefined;
  const box = leadingBoxes(stsd, entry.contentStart + VISUAL_FIELDS, entry.end).find(
    (span) => span.type === type,
  );
  return box && stsd.subarray(box.contentStart, box.end);
}
