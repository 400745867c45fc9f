/** Files of containers that are remuxed, changed at random from a seed: the sizes and counts behind their names of chunks, and what is there how often. */

/** Values at which sizes, counts and times overflow, wrap around or are barely plausible. */
const NUMBERS = [
  0,
  1,
  2,
  0x7f,
  0xff,
  0x7fff,
  0xffff,
  1_000_000,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 2,
  2 ** 32 - 1,
];
/** In half of the changes, where headers are. */
const HEAD_BYTES = 1024;
const MOST_REPEATED_BYTES = 8_000_000;
/** After the name of a chunk, as of RIFF or AIFF, or a key of MXF or an object of ASF. */
const AFTER_NAME = [0, 4, 8, 12, 16, 20, 24] as const;

const pick = <T>(random: () => number, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)]!;
const below = (random: () => number, limit: number) => Math.floor(random() * Math.max(1, limit));

/** The file with up to six changes. */
export function changedChunks(file: Buffer, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(file);
  for (let left = 1 + below(random, 6); left > 0; left--) bytes = pick(random, CHANGES)(bytes, random);
  return random() < 0.1 ? bytes.subarray(0, below(random, bytes.length)) : bytes;
}

type Change = (bytes: Buffer, random: () => number) => Buffer;

function placeIn(bytes: Buffer, random: () => number): number {
  const place = below(random, random() < 0.5 ? Math.min(HEAD_BYTES, bytes.length) : bytes.length);
  if (random() < 0.4) return place;
  const name = nextName(bytes, place);
  return name === undefined ? place : Math.min(name + pick(random, AFTER_NAME), bytes.length);
}

/** Four letters, digits or spaces in a row. */
function nextName(bytes: Buffer, from: number): number | undefined {
  const isLetter = (byte: number) => byte === 0x20 || (byte > 0x2f && byte < 0x7b);
  for (let at = from; at < Math.min(from + 512, bytes.length - 4); at++)
    if (bytes.subarray(at, at + 4).every(isLetter)) return at;
  return undefined;
}

const number: Change = (bytes, random) => {
  const at = placeIn(bytes, random);
  const [size, value] = [pick(random, [2, 4, 4, 8] as const), pick(random, NUMBERS)];
  if (at + size > bytes.length) return bytes;
  const kept = Math.min(size, 6);
  const modulus = 2 ** (8 * kept);
  if (random() < 0.6) bytes.writeUIntLE(value % modulus, at, kept);
  else bytes.writeUIntBE(value % modulus, at + size - kept, kept);
  return bytes;
};

const flip: Change = (bytes, random) => {
  const at = placeIn(bytes, random);
  if (at < bytes.length) bytes[at]! ^= 1 << below(random, 8);
  return bytes;
};

const repeat: Change = (bytes, random) => {
  const at = placeIn(bytes, random);
  const part = bytes.subarray(at, at + pick(random, [8, 24, 188, 2048]));
  if (part.length === 0) return bytes;
  const times = Math.min(pick(random, [2, 300, 100_000]), Math.floor(MOST_REPEATED_BYTES / part.length));
  return Buffer.concat([
    bytes.subarray(0, at),
    ...new Array<Buffer>(times).fill(part),
    bytes.subarray(at + part.length),
  ]);
};

const cut: Change = (bytes, random) => {
  const at = placeIn(bytes, random);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + pick(random, [1, 8, 4000]))]);
};

const fill: Change = (bytes, random) => {
  const at = placeIn(bytes, random);
  const value = pick(random, [0, 0x7f, 0xff]);
  return bytes.fill(value, at, Math.min(at + pick(random, [4, 64, 4000]), bytes.length));
};

const CHANGES: readonly Change[] = [number, number, number, number, flip, flip, repeat, cut, fill];
