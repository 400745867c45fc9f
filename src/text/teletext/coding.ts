/** How bytes of teletext are protected (ETSI EN 300 706 8). Bytes are as they are sent, the first bit the lowest. */

const D_BITS = [1, 3, 5, 7] as const;

/** Odd parity of eight bits. */
function isOdd(byte: number): boolean {
  let bits = byte;
  bits ^= bits >> 4;
  bits ^= bits >> 2;
  bits ^= bits >> 1;
  return (bits & 1) === 1;
}

/** Hamming 8/4: P1 D1 P2 D2 P3 D3 P4 D4, each parity of three of D and of all eight odd. */
function codeword(value: number): number {
  const [d1, d2, d3, d4] = D_BITS.map((_, i) => (value >> i) & 1) as [number, number, number, number];
  const parities = (1 ^ d1 ^ d3 ^ d4) | ((1 ^ d1 ^ d2 ^ d4) << 2) | ((1 ^ d1 ^ d2 ^ d3) << 4);
  const word = parities | (d1 << 1) | (d2 << 3) | (d3 << 5) | (d4 << 7);
  return isOdd(word) ? word : word | (1 << 6);
}

/** Of each byte the value of the codeword that it is, or that one wrong bit made it of; 0xff where there is none. */
const DECODED = new Uint8Array(256).fill(0xff);
for (let value = 0; value < 16; value++) {
  const word = codeword(value);
  DECODED[word] = value;
  for (let bit = 0; bit < 8; bit++) DECODED[word ^ (1 << bit)] = value;
}

/** Four bits; undefined where more than one bit is wrong. */
export function hamming84(byte: number): number | undefined {
  const value = DECODED[byte]!;
  return value === 0xff ? undefined : value;
}

/** Seven bits; undefined where a bit is wrong. */
export function withoutParity(byte: number): number | undefined {
  return isOdd(byte) ? byte & 0x7f : undefined;
}

const LAST_BIT = 23;

/** Hamming 24/18 (8.3) of three bytes, the first the lowest: eighteen bits; undefined where more than one bit is wrong. */
export function hamming2418(bytes: Uint8Array, at: number): number | undefined {
  let word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
  // The places of the bits that are set, from 1, make 31 together; a wrong bit changes that by its place.
  let places = 0;
  for (let bit = 0; bit < LAST_BIT; bit++) if ((word >> bit) & 1) places ^= bit + 1;
  const wrong = places ^ 0x1f;
  const isWholeOdd = isOdd((word ^ (word >> 8) ^ (word >> 16)) & 0xff);
  if (wrong !== 0) {
    if (isWholeOdd || wrong > LAST_BIT) return undefined;
    word ^= 1 << (wrong - 1);
  }
  return ((word >> 2) & 1) | ((word >> 3) & 0x0e) | ((word >> 4) & 0x7f0) | ((word >> 5) & 0x3f800);
}
