/** Finds the PES packets of a stream of teletext that have anything of its pages of subtitles. */
import { PageWatch } from '../../../text/index.js';
import type { Splitter } from '../units/splitter.js';
import type { UnitTime } from '../units/unit-table.js';
import { isSpread, TextUnitList } from './text-unit-list.js';

/** A PES packet states no more (ISO/IEC 13818-1 2.4.3.7). */
const MAX_PAYLOAD_BYTES = 0xffff;

export class TeletextUnits extends TextUnitList implements Splitter {
  readonly #watch: PageWatch;
  readonly #payload = new Uint8Array(MAX_PAYLOAD_BYTES);
  #size = 0;
  #time: UnitTime | undefined;
  /** In the file, of the first byte of the payload and behind the last one. */
  #offset = 0;
  #end = 0;

  readonly #now: () => UnitTime | undefined;

  /**
   * @param pages of subtitles, as `PageWatch` has them.
   * @param now the time of what else is sent here, for packets without one: some broadcasters leave it out.
   */
  constructor(pages: readonly number[], now: () => UnitTime | undefined) {
    super();
    this.#watch = new PageWatch(pages);
    this.#now = now;
  }

  begin(time: UnitTime | undefined): void {
    this.end(true);
    this.#time = time ?? this.#now();
  }

  /** What goes beyond the largest packet is left out. */
  push(bytes: Uint8Array, start: number, end: number, base: number): void {
    if (this.#size === 0) this.#offset = base + start;
    const taken = bytes.subarray(start, Math.min(end, start + MAX_PAYLOAD_BYTES - this.#size));
    this.#payload.set(taken, this.#size);
    this.#size += taken.byteLength;
    this.#end = base + end;
  }

  end(isWhole: boolean): void {
    const [size, time, offset] = [this.#size, this.#time, this.#offset];
    this.#size = 0;
    if (!isWhole || size === 0) return;
    const isIn = this.#watch.isIn(this.#payload.subarray(0, size));
    if (isIn && time && !isSpread(offset, this.#end)) this.add({ offset, size, time, page: 0 });
  }
}
