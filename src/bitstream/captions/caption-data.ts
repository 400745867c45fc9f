/**
 * Caption data of CEA-608 and CEA-708 as frames carry it: `cc_data()` (ANSI/CTA-708 table 2), in messages that ATSC A/53
 * part 4 registers (6.2.3).
 */

/** `payloadType` of `user_data_registered_itu_t_t35` (ITU-T H.264 D.1, H.265 D.2.1). */
export const REGISTERED_USER_DATA = 4;
/** Bytes of one construct: `marker_bits`, `cc_valid` and `cc_type`, then two bytes of data. */
export const CONSTRUCT_BYTES = 3;
/** `cc_count` has five bits. */
export const MAX_CONSTRUCTS = 31;

/** `cc_type`: the fields of CEA-608, then the bytes of a CEA-708 packet, and those that begin one. */
export const CC_TYPE = { field1: 0, field2: 1, packetData: 2, packetStart: 3 } as const;

const MARKER_BITS = 0xf8;
const VALID = 0x04;

/** One construct of caption data. */
export interface Construct {
  /** See `CC_TYPE`. */
  readonly type: number;
  /** Of CEA-608 with its parity bit. */
  readonly first: number;
  readonly second: number;
}

/** `ATSC_identifier` and `user_data_type_code` of `cc_data()`. */
export const ATSC_CAPTIONS = Uint8Array.of(0x47, 0x41, 0x39, 0x34, 0x03);
/** `itu_t_t35_country_code` of the United States, and `itu_t_t35_provider_code` of ATSC. */
export const ATSC_PROVIDER = Uint8Array.of(0xb5, 0x00, 0x31);

const PROCESS_CC_DATA = 0x40;

/**
 * Returns the valid constructs in user data of ATSC A/53, in their order; none in user data of another kind.
 * @param userData begins with `ATSC_identifier`; it may be cut short.
 */
export function captionsOfUserData(userData: Uint8Array): Construct[] {
  const header = ATSC_CAPTIONS.byteLength;
  if (!startsWith(userData, ATSC_CAPTIONS)) return [];
  const flags = userData[header] ?? 0;
  if ((flags & PROCESS_CC_DATA) === 0) return [];
  // After the count comes `em_data`.
  const first = header + 2;
  const constructs: Construct[] = [];
  for (let i = 0; i < (flags & MAX_CONSTRUCTS); i++) {
    const at = first + i * CONSTRUCT_BYTES;
    const head = userData[at];
    if (head === undefined || at + CONSTRUCT_BYTES > userData.byteLength) break;
    if ((head & VALID) !== 0)
      constructs.push({ type: head & 3, first: userData[at + 1]!, second: userData[at + 2]! });
  }
  return constructs;
}

/** User data of ATSC A/53 with these constructs. @param constructs at most MAX_CONSTRUCTS. */
export function userDataOf(constructs: readonly Construct[]): Uint8Array {
  return Uint8Array.from([
    ...ATSC_CAPTIONS,
    // `reserved`, then the flag, `zero_bit` and the count; `em_data`.
    ...[0x80 | PROCESS_CC_DATA | constructs.length, 0xff],
    ...constructs.flatMap(({ type, first, second }) => [MARKER_BITS | VALID | type, first, second]),
    // `marker_bits`.
    0xff,
  ]);
}

export function startsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  return bytes.byteLength >= beginning.byteLength && beginning.every((byte, i) => bytes[i] === byte);
}
