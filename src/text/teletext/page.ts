/** A page of teletext while it is received (ETSI EN 300 706 9). */
import { accented, characterOf, characterSet, supplementOf } from './characters.js';
import { hamming84, hamming2418, withoutParity } from './coding.js';
import type { TeletextPacket } from './packets.js';
import type { PageHeader } from './page-header.js';

const [ROWS, COLUMNS, SPACE] = [25, 40, 0x20];
const [ENHANCEMENT, PAGE_DESIGNATION] = [26, 28];
/** Of all pages of a magazine. */
export const MAGAZINE_DESIGNATION = 29;
/** Of X/28 and M/29: those that begin with the character sets (9.4.2). */
const SETS_FORMATS: ReadonlySet<number> = new Set([0, 4]);

/** Modes of X/26 (table 28). Addresses from 40 on are of rows, and 40 itself is row 24. */
const [SET_POSITION, SUPPLEMENTARY, PLAIN, LAST_MODE] = [0x04, 0x0f, 0x10, 0x1f];
const [FIRST_ROW_ADDRESS, LAST_ROW] = [40, 24];
/** Of a G0 character without an accent, the code of `*` means `@`. */
const [STAR, AT] = [0x2a, '@'];

/** A character that takes the place of another. */
interface Enhancement {
  readonly mode: number;
  readonly code: number;
}

export class Page {
  readonly #codes: readonly Uint8Array[] = Array.from({ length: ROWS }, () =>
    new Uint8Array(COLUMNS).fill(SPACE),
  );
  readonly #enhanced: Map<number, Enhancement>[] = Array.from({ length: ROWS }, () => new Map());
  /** Of the character set: what the stream's language says, what M/29 does, and what X/28 does of this page. */
  readonly #region: number;
  #magazineRegion: number | undefined;
  #pageRegion: number | undefined;
  #nationalOption = 0;
  #isInhibited = false;

  /** @param region of the character set where nothing else says it. */
  constructor(region: number) {
    this.#region = region;
  }

  /** Whether nothing is to be shown, whatever there is. */
  get isInhibited(): boolean {
    return this.#isInhibited;
  }

  /** The page is sent anew. */
  begin({ isErased, isInhibited, nationalOption }: PageHeader): void {
    this.#nationalOption = nationalOption;
    this.#isInhibited = isInhibited;
    this.#pageRegion = undefined;
    if (!isErased) return;
    for (const codes of this.#codes) codes.fill(SPACE);
    for (const enhanced of this.#enhanced) enhanced.clear();
  }

  /** Takes a packet of the page, or of its magazine. */
  receive({ row, data }: TeletextPacket): void {
    if (row > 0 && row < ROWS) this.#receiveRow(row, data);
    else if (row === ENHANCEMENT) this.#enhance(data);
    else if (row === PAGE_DESIGNATION) this.#pageRegion = regionIn(data) ?? this.#pageRegion;
    else if (row === MAGAZINE_DESIGNATION) this.#magazineRegion = regionIn(data) ?? this.#magazineRegion;
  }

  /** The codes of a row, 1 to 24, and the characters that are shown for them. */
  row(row: number): readonly { readonly code: number; readonly character: string }[] {
    const region = this.#pageRegion ?? this.#magazineRegion ?? this.#region;
    const set = characterSet(region, this.#nationalOption);
    const enhanced = this.#enhanced[row]!;
    return Array.from(this.#codes[row]!, (code, column) => {
      const enhancement = enhanced.get(column);
      if (!enhancement) return { code, character: characterOf(set, code) };
      return { code: Math.max(code, SPACE), character: enhancedCharacter(enhancement, set) };
    });
  }

  /** What cannot be read stays as it was received before. */
  #receiveRow(row: number, data: Uint8Array): void {
    const codes = this.#codes[row]!;
    for (let column = 0; column < COLUMNS; column++)
      codes[column] = withoutParity(data[column]!) ?? codes[column]!;
  }

  #enhance(data: Uint8Array): void {
    let row = 0;
    for (const { address, mode, code } of triplets(data)) {
      const isOfRow = address >= FIRST_ROW_ADDRESS;
      if (isOfRow && mode === LAST_MODE) return;
      if (isOfRow && mode === SET_POSITION) row = address - FIRST_ROW_ADDRESS || LAST_ROW;
      else if (!isOfRow && mode >= SUPPLEMENTARY) this.#enhanced[row]!.set(address, { mode, code });
    }
  }
}

function enhancedCharacter({ mode, code }: Enhancement, set: readonly string[]): string {
  if (mode === SUPPLEMENTARY) return supplementOf(code);
  if (mode === PLAIN) return code === STAR ? AT : characterOf(set, code);
  return accented(characterOf(set, code), mode - PLAIN);
}

/** The thirteen triplets behind a designation: six bits of an address, five of a mode, seven of data. */
function* triplets(data: Uint8Array) {
  for (let at = 1; at + 3 <= data.byteLength; at += 3) {
    const bits = hamming2418(data, at);
    if (bits !== undefined) yield { address: bits & 0x3f, mode: (bits >> 6) & 0x1f, code: bits >> 11 };
  }
}

/** Bits 11 to 14 of the first triplet, of a page of which basic functions are described. What is below them is said by the header too. */
function regionIn(data: Uint8Array): number | undefined {
  const first = hamming2418(data, 1);
  const isOfSets = SETS_FORMATS.has(hamming84(data[0]!) ?? -1) && first !== undefined && (first & 0x0f) === 0;
  return isOfSets ? (first >> 10) & 0x0f : undefined;
}
