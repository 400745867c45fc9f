/** AV1 (bitstream specification 5.3): open bitstream units. */

/** `obu_type` (AV1 6.2.2). */
const SEQUENCE_HEADER_OBU = 1;
/** Of obu_size, in groups of 7 bits (AV1 4.10.5). */
const MAX_SIZE_BYTES = 8;

/** AV1: the sequence header in front of a key frame. */
export function av1Format(head: Uint8Array): string | undefined {
  for (let at = 0; at < head.byteLength; ) {
    const header = head[at]!;
    const hasExtension = (header & 4) !== 0;
    const hasSize = (header & 2) !== 0;
    if (!hasSize) return undefined;
    let start = at + (hasExtension ? 2 : 1);
    let size = 0;
    for (let i = 0; i < MAX_SIZE_BYTES; i++) {
      const byte = head[start++] ?? 0;
      size += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) break;
    }
    const type = (header >> 3) & 15;
    at = start + size;
    if (type === SEQUENCE_HEADER_OBU && at <= head.byteLength)
      return Buffer.from(head.subarray(start, at)).toString('hex');
  }
  return undefined;
}
