/** Headers of pages (ETSI EN 300 706 9.3.1), and which page a packet is of. */
import { hamming84 } from './coding.js';
import type { TeletextPacket } from './packets.js';

export interface PageHeader {
  /** The magazine, 0 to 7, times 256, and two digits in hexadecimal. */
  readonly page: number;
  /** C4: what was there goes. */
  readonly isErased: boolean;
  /** C10: nothing of it is shown. */
  readonly isInhibited: boolean;
  /** C11: the header of any magazine ends the page; else that of its own. */
  readonly isSerial: boolean;
  /** C12 to C14, the first the highest. */
  readonly nationalOption: number;
}

/** Before the text of the header, such as the time of day. */
export const HEADER_BYTES = 8;
const MAGAZINES = 8;

/** @param packet of row 0. Returns undefined where it cannot be read. */
function pageHeader({ magazine, data }: TeletextPacket): PageHeader | undefined {
  const values = Array.from(data.subarray(0, HEADER_BYTES), hamming84);
  if (values.includes(undefined)) return undefined;
  const [units, tens, , s2, , , c7, c11] = values as number[];
  return {
    page: (magazine << 8) | (tens! << 4) | units!,
    isErased: (s2! & 8) !== 0,
    isInhibited: (c7! & 8) !== 0,
    isSerial: (c11! & 1) !== 0,
    nationalOption: ((c11! & 2) << 1) | ((c11! & 4) >> 1) | ((c11! & 8) >> 3),
  };
}

/** Follows which page is sent in each magazine. */
export class SentPages {
  /** By magazine; undefined where it is not known. */
  readonly #pages: (number | undefined)[] = new Array(MAGAZINES).fill(undefined);

  /** Whether it is a page that is being sent. */
  has(page: number): boolean {
    return this.#pages[page >> 8] === page;
  }

  /** Returns the header that a packet is. One that cannot be read ends the page before, as it may be of any other. */
  follow(packet: TeletextPacket): PageHeader | undefined {
    if (packet.row !== 0) return undefined;
    const header = pageHeader(packet);
    if (!header || header.isSerial) this.#pages.fill(undefined);
    if (header) this.#pages[packet.magazine] = header.page;
    return header;
  }
}
