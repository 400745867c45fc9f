/** Finds the AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1) in a sample description of MPEG-4 audio. */
import { leadingBoxes } from './leading-boxes.js';

/** Box header, version and flags, and number of entries of `stsd`. */
const STSD_HEADER = 16;
/** The fields of an `AudioSampleEntry` (ISO 14496-12 12.2.3.2). */
const AUDIO_FIELDS = 28;
const FULL_BOX_FIELDS = 4;

/** Descriptor tags (ISO/IEC 14496-1 7.2.2.1, table 1), and bytes of fields before the nested descriptors. */
const ELEMENTARY_STREAM = { tag: 3, fields: 3 } as const;
const DECODER_CONFIGURATION = { tag: 4, fields: 13 } as const;
const DECODER_SPECIFIC = { tag: 5, fields: 0 } as const;
const LONGEST_SIZE_FIELD = 4;

/**
 * Returns the AudioSpecificConfig of the first entry of a whole `stsd` box, as a view of `stsd`. Undefined when that entry
 * is not a well-formed `mp4a` with `esds`.
 */
export function audioConfiguration(stsd: Uint8Array): Uint8Array | undefined {
  const [entry] = leadingBoxes(stsd, Math.min(STSD_HEADER, stsd.byteLength), stsd.byteLength);
  if (entry?.type !== 'mp4a' || entry.contentStart + AUDIO_FIELDS > entry.end) return undefined;
  const esds = leadingBoxes(stsd, entry.contentStart + AUDIO_FIELDS, entry.end).find(
    ({ type }) => type === 'esds',
  );
  if (!esds) return undefined;
  let content: Uint8Array | undefined = stsd.subarray(esds.contentStart + FULL_BOX_FIELDS, esds.end);
  for (const { tag, fields } of [ELEMENTARY_STREAM, DECODER_CONFIGURATION, DECODER_SPECIFIC]) {
    content = content && descriptorContent(content, tag)?.subarray(fields);
  }
  return content;
}

/** Content of the leading descriptor: after its tag, the size has 7 bits per byte and the high bit continues it. */
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
