/** A stream of text while its file is scanned. */
import type { ShownSample } from '../../../tracks/index.js';
import { TICKS_PER_SECOND } from '../../../transport-stream/index.js';
import type { ProgrammeClock } from '../clock/programme-clock.js';
import type { TextStream } from '../programmes.js';
import { StreamPids } from '../stream-pids.js';
import type { TransportText } from '../streams/stream-kind.js';
import { TrackReader } from '../streams/track-reader.js';
import { TextClock } from './text-clock.js';
import { type BeginsSet, TextUnits } from './text-units.js';

const TICKS_PER_MS = TICKS_PER_SECOND / 1000;

/** `segment_type` of the presentation composition, the first of a display set, of which each segment may have a PES packet. */
const COMPOSITION = 0x16;
/** `data_identifier` of DVB subtitles (ETSI EN 300 743 7.1); a set may have several PES packets of one time. */
const DVB_SUBTITLES = 0x20;

const BEGINNINGS: Readonly<Record<TransportText, BeginsSet>> = {
  PGS: (first) => first === COMPOSITION,
  'DVB subtitles': (first, isLater) => first === DVB_SUBTITLES && isLater,
};

export class ScannedText extends StreamPids {
  readonly kind = 'text';
  readonly stream: TextStream;
  readonly reader: TrackReader;
  readonly table: TextUnits;
  readonly #clock: TextClock;

  constructor(stream: TextStream, clock: ProgrammeClock) {
    super(stream.entry.pid);
    this.stream = stream;
    this.table = new TextUnits(BEGINNINGS[stream.kind.codec]);
    this.#clock = new TextClock(clock);
    this.reader = new TrackReader(this.#clock, this.table);
  }

  /**
   * In milliseconds of the timeline of all tracks, each until the next one.
   * @param shifts of the epochs of the clock, in ticks, undefined for those that are not believed.
   * @param endMs of the film: the last sample may be shown so long. @throws why it was given up.
   */
  shown(shifts: readonly (number | undefined)[], endMs: number): ShownSample[] {
    if (this.table.givenUp) throw this.table.givenUp;
    const starts = this.table.units.flatMap((unit) => {
      const time = this.#clock.settled(unit.time);
      const shift = time && shifts[time.epoch];
      if (!time || shift === undefined) return [];
      return [{ offset: unit.offset, size: unit.size, start: (time.ticks + shift) / TICKS_PER_MS }];
    });
    starts.sort((a, b) => a.start - b.start);
    return starts.map((sample, i) => ({ ...sample, end: starts[i + 1]?.start ?? endMs }));
  }
}
