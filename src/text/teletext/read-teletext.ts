/** From PES packets of teletext to the cues of one page of subtitles. */
import { placeSettings } from '../ass/place.js';
import { plainText } from '../cue.js';
import type { Reading } from '../reading.js';
import { type TeletextPacket, teletextPackets } from './packets.js';
import { MAGAZINE_DESIGNATION, Page } from './page.js';
import { SentPages } from './page-header.js';
import { type PageText, pageText } from './page-text.js';

/** Which page is read; as bytes, its track's configuration: the magazine, 0 to 7, two digits in hexadecimal, a region. */
export interface TeletextPage {
  readonly page: number;
  /** Of the character set, where the page says none: see `regionOf`. */
  readonly region: number;
}

export function teletextConfiguration({ page, region }: TeletextPage): Uint8Array {
  return Uint8Array.of(page >> 8, page & 0xff, region);
}

/** Text that stands above this row of 24 is meant for the top of the picture. */
const MIDDLE_ROW = 12;

interface PesPacket {
  /** Milliseconds of the presentation; a page is shown from the packet on that has its header. */
  readonly start: number;
  /** Of the last one: when the film ends. */
  readonly end: number;
  readonly bytes: Uint8Array;
}

export class TeletextReader {
  readonly #reading: Reading;
  readonly #number: number;
  readonly #page: Page;
  readonly #sent = new SentPages();
  /** What is shown, and since when. */
  #shown: { readonly text: PageText; readonly start: number } | undefined;
  /** When the page that is being received began; undefined if none is. */
  #received: number | undefined;
  #end = 0;

  constructor(configuration: Uint8Array, reading: Reading) {
    const [magazine = 0, digits = 0, region = 0] = configuration;
    this.#number = (magazine << 8) | digits;
    this.#page = new Page(region);
    this.#reading = reading;
  }

  add({ start, end, bytes }: PesPacket): void {
    this.#end = end;
    for (const packet of teletextPackets(bytes)) {
      const header = this.#sent.follow(packet);
      if (header?.page === this.#number) {
        this.#finish();
        this.#page.begin(header);
        this.#received = start;
      } else if (!this.#sent.has(this.#number)) this.#finish();
      if (this.#isOfPage(packet)) this.#page.receive(packet);
    }
  }

  end(): void {
    this.#finish();
    this.#show(undefined, this.#end);
  }

  #isOfPage({ magazine, row }: TeletextPacket): boolean {
    const isOfMagazine = magazine === this.#number >> 8;
    return isOfMagazine && (this.#sent.has(this.#number) || row === MAGAZINE_DESIGNATION);
  }

  /** Nothing more of the page that is being received comes. */
  #finish(): void {
    if (this.#received === undefined) return;
    this.#show(pageText(this.#page), this.#received);
    this.#received = undefined;
  }

  /** From a time on, a text is shown. Most pages are sent again and again, as they were. */
  #show(text: PageText | undefined, time: number): void {
    const before = this.#shown;
    if (before && text && JSON.stringify(before.text) === JSON.stringify(text)) return;
    if (before) this.#add(before.text, before.start, time);
    this.#shown = text && { text, start: time };
  }

  #add({ payload, rows, lines }: PageText, start: number, end: number): void {
    const { cues, log } = this.#reading;
    if (plainText(payload).includes('\ufffd')) log.add('characters_unreadable');
    const settings = rows[1] <= MIDDLE_ROW ? placeSettings({ key: 8, lines }) : undefined;
    cues.add({ start, end, ...(settings && { settings }), payload });
  }
}
