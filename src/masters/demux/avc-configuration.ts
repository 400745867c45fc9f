/** `AVCDecoderConfigurationRecord` (ISO/IEC 14496-15 5.3.3.1), which the sample entry of an H.264 track holds. */

export interface AvcConfiguration {
  /** `profile_idc`, the constraint flags, and `level_idc` of H.264 (ITU-T H.264 7.4.2.1). */
  readonly profile: number;
  readonly constraints: number;
  readonly level: number;
  /** Bytes of the length field before each NAL unit. */
  readonly lengthSize: number;
  /** Sequence parameter sets, then picture parameter sets: NAL units without length fields. */
  readonly parameterSets: readonly Uint8Array[];
}

const FIXED_FIELDS = 6;

/** Parses the content of an `avcC` box. Undefined when it is cut short or lacks either kind of parameter set. */
export function parseAvcConfiguration(content: Uint8Array): AvcConfiguration | undefined {
  if (content.byteLength < FIXED_FIELDS) return undefined;
  const [, profile = 0, constraints = 0, level = 0, lengths = 0, counts = 0] = content;
  const sequence = parameterSets(content, FIXED_FIELDS, counts & 0x1f);
  const pictureSets = sequence && parameterSets(content, sequence.end + 1, content[sequence.end] ?? 0);
  if (!sequence?.sets.length || !pictureSets?.sets.length) return undefined;
  return {
    ...{ profile, constraints, level },
    lengthSize: (lengths & 3) + 1,
    parameterSets: [...sequence.sets, ...pictureSets.sets],
  };
}

function parameterSets(content: Uint8Array, start: number, count: number) {
  const sets: Uint8Array[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const length = ((content[at] ?? 0) << 8) | (content[at + 1] ?? 0);
    const end = at + 2 + length;
    if (length === 0 || end > content.byteLength) return undefined;
    sets.push(content.subarray(at + 2, end));
    at = end;
  }
  return { sets, end: at };
}
