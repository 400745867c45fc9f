/** Writes pages of teletext (ETSI EN 300 706) as the payload of PES packets (ETSI EN 300 472). */

/** A page, or a change of it. */
export interface WrittenPage {
  /** As viewers know it: three digits, the first of which is the magazine. */
  readonly page: string;
  /** By row, 1 to 24. At most 40 characters, each a code of seven bits: attributes, and places of the character set. */
  readonly rows?: Readonly<Record<number, string>>;
  /** What is already there goes: C4. */
  readonly isErased?: boolean;
  /** C12 to C14, the first the highest. */
  readonly nationalOption?: number;
  /** C11: then the next header of any magazine ends the page. */
  readonly isSerial?: boolean;
  /** Places of X/26: what is enhanced. */
  readonly enhancements?: readonly Triplet[];
  /** That X/28 says, of the character set. */
  readonly region?: number;
}

export interface Triplet {
  readonly address: number;
  readonly mode: number;
  readonly data: number;
}

const [EBU_SUBTITLE, UNIT_BYTES, FRAMING] = [0x03, 0x2c, 0xe4];
const COLUMNS = 40;
const STUFFING = Buffer.alloc(2 + UNIT_BYTES, 0xff).fill(UNIT_BYTES, 1, 2);
/** Where the header and the first byte of the payload take the place of one. */
const UNITS_OF_PACKET = 4;
/** `data_identifier` of EBU data. */
const EBU_DATA = 0x10;

/** What begins a box, of which a page of subtitles shows nothing else, and ends it. */
export const [START_BOX, END_BOX] = ['\x0b\x0b', '\x0a\x0a'];

export const boxed = (text: string): string => `${START_BOX}${text}${END_BOX}`;

/** The payload of one PES packet, filled up: with a header of 45 bytes it fills packets of a transport stream. */
export function teletextPayload(pages: readonly WrittenPage[]): Buffer {
  // A page is sent until the header of another one: of one that no page has, where nothing else is to be sent.
  const units = pages.flatMap((page) => [...unitsOf(page), ...unitsOf({ page: `${page.page[0]}ff` })]);
  while (units.length % UNITS_OF_PACKET !== UNITS_OF_PACKET - 1) units.push(STUFFING);
  return Buffer.concat([Buffer.of(EBU_DATA), ...units]);
}

function unitsOf(written: WrittenPage): Buffer[] {
  const { page, rows = {}, enhancements, region, nationalOption = 0 } = written;
  const magazine = Number(page[0]) % 8;
  return [
    dataUnit(magazine, 0, headerOf(written)),
    ...(region === undefined
      ? []
      : [dataUnit(magazine, 28, [hamming84(0), ...triplets([((region << 3) | nationalOption) << 7])])]),
    ...(enhancements
      ? [dataUnit(magazine, 26, [hamming84(0), ...triplets(enhancements.map(tripletBits))])]
      : []),
    ...Object.entries(rows).map(([row, text]) =>
      dataUnit(magazine, Number(row), codesOf(text, COLUMNS).map(withParity)),
    ),
  ];
}

function headerOf({
  page,
  isErased = true,
  nationalOption = 0,
  isSerial = false,
}: WrittenPage): readonly number[] {
  const numbers = [Number.parseInt(page[2]!, 16), Number.parseInt(page[1]!, 16)];
  const options = [4, 2, 1].map((bit, i) => (nationalOption & bit ? 2 << i : 0));
  // C6: a subtitle.
  const control = [0, isErased ? 8 : 0, 0, 8, 0, options.reduce((sum, bit) => sum + bit, Number(isSerial))];
  return [...[...numbers, ...control].map(hamming84), ...codesOf('', 32).map(withParity)];
}

function codesOf(text: string, columns: number): number[] {
  return Array.from({ length: columns }, (_, i) => text.charCodeAt(i) || 0x20);
}

/** Whose bits are sent the lowest first, and so are stored reversed. */
function dataUnit(magazine: number, row: number, bytes: readonly number[]): Buffer {
  const address = [hamming84(magazine | ((row & 1) << 3)), hamming84(row >> 1)];
  return Buffer.of(
    ...[EBU_SUBTITLE, UNIT_BYTES, 0xe7, FRAMING],
    ...[...address, ...bytes].map(reversed).slice(0, 2 + COLUMNS),
  );
}

function reversed(byte: number): number {
  return Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2);
}

function ones(bits: number): number {
  return bits.toString(2).replaceAll('0', '').length;
}

function withParity(code: number): number {
  return ones(code) % 2 === 1 ? code : code | 0x80;
}

/** EN 300 706 8.2: bits P1 D1 P2 D2 P3 D3 P4 D4, the first the lowest. */
export function hamming84(value: number): number {
  const d = [0, 1, 2, 3].map((bit) => (value >> bit) & 1) as [number, number, number, number];
  const parities = [d[0] ^ d[2] ^ d[3] ^ 1, d[0] ^ d[1] ^ d[3] ^ 1, d[0] ^ d[1] ^ d[2] ^ 1];
  const bits = [parities[0]!, d[0], parities[1]!, d[1], parities[2]!, d[2], 0, d[3]];
  bits[6] = 1 ^ (bits.reduce((sum, bit) => sum + bit, 0) % 2);
  return bits.reduce((byte, bit, place) => byte | (bit << place), 0);
}

function tripletBits({ address, mode, data }: Triplet): number {
  return address | (mode << 6) | (data << 11);
}

/** Thirteen of them, 8.3: eighteen bits at the places that are no powers of two. What is not given ends the enhancement. */
function triplets(values: readonly number[]): number[] {
  const end = tripletBits({ address: 63, mode: 0x1f, data: 0x7f });
  return Array.from({ length: 13 }, (_, i) => hamming2418(values[i] ?? end)).flatMap((word) => [
    ...[word & 0xff, (word >> 8) & 0xff, (word >> 16) & 0xff],
  ]);
}

function hamming2418(value: number): number {
  let word = 0;
  let bit = 0;
  for (let place = 1; place <= 23; place++)
    if ((place & (place - 1)) !== 0) word |= ((value >> bit++) & 1) << (place - 1);
  for (const power of [1, 2, 4, 8, 16]) {
    const covered = Array.from({ length: 23 }, (_, i) => i + 1).filter((place) => (place & power) !== 0);
    const sum = covered.reduce((total, place) => total ^ ((word >> (place - 1)) & 1), 1);
    word |= sum << (power - 1);
  }
  return word | ((1 ^ (ones(word) % 2)) << 23);
}
