/** Tells which PES packets of a stream change what some pages show: of a whole teletext, subtitles are a hundredth, and most are repeated. */

import { type TeletextPacket, teletextPackets } from './packets.js';
import { MAGAZINE_DESIGNATION } from './page.js';
import { HEADER_BYTES, SentPages } from './page-header.js';

/** Of a page: its rows, and twenty packets that enhance it. What is longer is not compared. */
const MAX_PACKETS = 45;

export class PageWatch {
  readonly #pages: readonly number[];
  readonly #sent = new SentPages();
  /** By page: the packets of one that is being sent, and what was sent before. */
  readonly #sending = new Map<number, string[]>();
  readonly #before = new Map<number, string>();
  /** By magazine: what was said of all its pages. */
  readonly #designations = new Map<number, string>();

  /** @param pages each its magazine, 0 to 7, times 256, and two digits in hexadecimal. */
  constructor(pages: readonly number[]) {
    this.#pages = pages;
  }

  /** Whether the next PES packet has anything of the pages, other than one that is sent as a whole again as it was. */
  isIn(payload: Uint8Array): boolean {
    let isFound = this.#sending.size > 0;
    for (const packet of teletextPackets(payload)) {
      const header = this.#sent.follow(packet);
      for (const page of this.#pages) {
        const isBegun = header?.page === page;
        if (isBegun || !this.#sent.has(page)) isFound = this.#isChangedBy(page) || isFound;
        if (isBegun) this.#sending.set(page, [textOf(packet.data.subarray(0, HEADER_BYTES))]);
        else if (packet.magazine === page >> 8) isFound = this.#takes(packet, page) || isFound;
      }
    }
    return isFound || this.#sending.size > 0;
  }

  /** Whether the page that was being sent, if it was, is another than before. */
  #isChangedBy(page: number): boolean {
    const packets = this.#sending.get(page);
    if (!packets) return false;
    this.#sending.delete(page);
    const sent = packets.join('');
    const isChanged = packets.length > MAX_PACKETS || sent !== this.#before.get(page);
    this.#before.set(page, sent);
    return isChanged;
  }

  /** Takes a packet that is no header. Returns whether it says something new of the magazine. */
  #takes(packet: TeletextPacket, page: number): boolean {
    const { magazine, row } = packet;
    if (row !== MAGAZINE_DESIGNATION) {
      const packets = this.#sending.get(page);
      if (packets && packets.length <= MAX_PACKETS) packets.push(`${row} ${textOf(packet.data)}`);
      return false;
    }
    const text = textOf(packet.data);
    const isNew = this.#designations.get(magazine) !== text;
    this.#designations.set(magazine, text);
    return isNew;
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
