/** The AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1) of a sample description of MPEG-4 sound. */
import { leadingBoxes } from './leading-boxes.js';

/** What a whole `stsd` box begins with: box header, version and flags, number of entries. */
const STSD_HEADER = 16;
/** The fields of an `AudioSampleEntry` (ISO 14496-12 12.2.3.2). */
const SOUND_FIELDS = 28;
const FULL_BOX_FIELDS = 4;

/** ISO/IEC 14496-1 7.2.2.1, table 1, and the fields that descriptors have before those they hold. */
const ELEMENTARY_STREAM = { tag: 3, fields: 3 } as const;
const DECODER_CONFIGURATION = { tag: 4, fields: 13 } as const;
const DECODER_SPECIFIC = { tag: 5, fields: 0 } as const;
const LONGEST_SIZE_FIELD = 4;

/** Of the first entry of a whole `stsd` box; undefined where it is not plainly there. */
export function audioConfiguration(stsd: Uint8Array): Uint8Array | undefined {
  const [entry] = leadingBoxes(stsd, Math.min(STSD_HEADER, stsd.byteLength), stsd.byteLength);
  if (entry?.type !== 'mp4a' || entry.contentStart + SOUND_FIELDS > entry.end) return undefined;
  const esds = leadingBoxes(stsd, entry.contentStart + SOUND_FIELDS, entry.end).find(
    ({ type }) => type === 'esds',
  );
  if (!esds) return undefined;
  let content: Uint8Array | undefined = stsd.subarray(esds.contentStart + FULL_BOX_FIELDS, esds.end);
  for (const { tag, fields } of [ELEMENTARY_STREAM, DECODER_CONFIGURATION, DECODER_SPECIFIC]) {
    content = content && descriptorContent(content, tag)?.subarray(fields);
  }
  return content;
}

/** What the descriptor at the start holds: a tag, a size of 7 bits in each byte, the highest bit for another, content. */
function descriptorContent(bytes: Uint8Array, tag: number): Uint8Array | undefined {
  if (bytes[0] !== tag) return undefined;
  let size = 0;
  for (let at = 1; at <= LONGEST_SIZE_FIELD; at++) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    size = size * 128 + (byte & 0x7f);
    if (byte < 0x80)
      return at + 1 + size <= bytes.byteLength ? bytes.subarray(at + 1, at + 1 + size) : undefined;
  }
  return undefined;
}
