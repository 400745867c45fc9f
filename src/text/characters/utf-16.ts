/** UTF-16 without a byte order mark. */

/** As much of a text as tells: a few cues. */
const SAMPLE_BYTES = 4096;

/**
 * Tells UTF-16 by the zero bytes of its ASCII: times, numbers and line ends have them in any language. Undefined if it is
 * not UTF-16; no other character set has zero bytes.
 */
export function utf16Order(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zeros = [0, 0];
  sample.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2]!++;
  });
  const [even = 0, odd = 0] = zeros;
  const few = sample.length / 20;
  if (odd > few && even * 4 < odd) return 'utf-16le';
  return even > few && odd * 4 < even ? 'utf-16be' : undefined;
}
