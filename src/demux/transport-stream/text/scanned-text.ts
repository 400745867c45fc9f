/** A stream of text while its file is scanned. */
import { subtitlePages, TICKS_PER_SECOND } from '../../../transport-stream/index.js';
import type { ProgrammeClock } from '../clock/programme-clock.js';
import type { TextStream } from '../programmes.js';
import { StreamPids } from '../stream-pids.js';
import { TrackReader } from '../streams/track-reader.js';
import { TeletextUnits } from './teletext-units.js';
import { TextClock } from './text-clock.js';
import type { TextUnitList } from './text-unit-list.js';
import { TextUnits } from './text-units.js';

const TICKS_PER_MS = TICKS_PER_SECOND / 1000;

/** `segment_type` of the presentation composition, the first of a display set, of which each segment may have a PES packet. */
const COMPOSITION = 0x16;
/**
 * `data_identifier` of DVB subtitles (ETSI EN 300 743 7.1), behind which and a byte their first segment begins: sync_byte, segment_type, u16
 * page_id. A set may have several PES packets of one time.
 */
const DVB_SUBTITLES = 0x20;
const DVB_PAGE_AT = 4;

/** A unit at its time, in milliseconds of the timeline of all tracks. */
export interface PlacedText {
  readonly offset: number;
  readonly size: number;
  readonly start: number;
  readonly page: number;
}

export class ScannedText extends StreamPids {
  readonly kind = 'text';
  readonly stream: TextStream;
  readonly reader: TrackReader;
  readonly table: TextUnitList;
  readonly #clock: TextClock;

  constructor(stream: TextStream, clock: ProgrammeClock) {
    super(stream.entry.pid);
    this.stream = stream;
    const table = unitsOf(stream, clock);
    this.table = table;
    this.#clock = new TextClock(clock);
    this.reader = new TrackReader(this.#clock, table);
  }

  /**
   * In the order of their times.
   * @param shifts of the epochs of the clock, in ticks, undefined for those that are not believed. @throws why it was given up.
   */
  placed(shifts: readonly (number | undefined)[]): readonly PlacedText[] {
    if (this.table.givenUp) throw this.table.givenUp;
    const placed = this.table.units.flatMap((unit) => {
      const time = this.#clock.settled(unit.time);
      const shift = time && shifts[time.epoch];
      if (!time || shift === undefined) return [];
      const { offset, size, page } = unit;
      return [{ offset, size, page, start: (time.ticks + shift) / TICKS_PER_MS }];
    });
    return placed.sort((a, b) => a.start - b.start);
  }
}

function unitsOf({ kind, entry }: TextStream, clock: ProgrammeClock): TextUnits | TeletextUnits {
  if (kind.codec === 'teletext')
    return new TeletextUnits(
      subtitlePages(entry.descriptors).map(({ page }) => page),
      () => clock.latest,
    );
  if (kind.codec === 'PGS') return new TextUnits((first) => first === COMPOSITION);
  return new TextUnits((first, isOther) => first === DVB_SUBTITLES && isOther, dvbPage);
}

function dvbPage(head: Uint8Array): number {
  return ((head[DVB_PAGE_AT] ?? 0) << 8) | (head[DVB_PAGE_AT + 1] ?? 0);
}
