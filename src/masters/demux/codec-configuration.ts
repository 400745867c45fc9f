/** The decoder configuration in a sample entry: `avcC` (ISO/IEC 14496-15 5.3.3.1) or `hvcC` (8.3.3.1). */
import { leadingBoxes } from './leading-boxes.js';

/** What a whole `stsd` box begins with: box header, version and flags, number of entries. */
const STSD_HEADER = 16;
/** The fields of a `VisualSampleEntry` (ISO 14496-12 12.1.3.2). */
const VISUAL_FIELDS = 78;

/** The content of the configuration box of the first video sample entry; undefined where there is none to be found. */
export function codecConfiguration(stsd: Uint8Array, type: 'avcC' | 'hvcC'): Uint8Array | undefined {
  const [entry] = leadingBoxes(stsd, Math.min(STSD_HEADER, stsd.byteLength), stsd.byteLength);
  if (!entry || entry.contentStart + VISUAL_FIELDS > entry.end) return undefined;
  const box = leadingBoxes(stsd, entry.contentStart + VISUAL_FIELDS, entry.end).find(
    (span) => span.type === type,
  );
  return box && stsd.subarray(box.contentStart, box.end);
}
