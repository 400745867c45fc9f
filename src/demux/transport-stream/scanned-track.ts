/** A track while its file is scanned. */
import { usualInterval } from './clock/missing-times.js';
import { type ProgrammeClock, StreamClock } from './clock/programme-clock.js';
import type { ReadableStream } from './programmes.js';
import { StreamPids } from './stream-pids.js';
import { createSplitter } from './streams/create-splitter.js';
import { TrackReader } from './streams/track-reader.js';
import { type EpochRun, UNIT_NON_REFERENCE, type UnitColumns, UnitTable } from './units/unit-table.js';

/** What a scan found of a track. */
export interface ScannedUnits {
  readonly columns: UnitColumns;
  readonly times: Float64Array;
  readonly epochs: readonly EpochRun[];
  /** From one unit to the next, usually, in ticks of 90 kHz. */
  readonly interval: number;
}

/** Enough to see what interval is usual. */
const EXAMINED_UNITS = 2000;
/** Of a track that grows: fewer than its first segments have, so that it is the same at each look. */
const EXAMINED_GROWN_UNITS = 32;
/** Blu-ray: the AC-3 that accompanies TrueHD on its PID. */
const COMPATIBLE_AC3 = 0x76;
/** Where times do not say, in ticks: 25 frames a second, AC-3 at 48 kHz. */
const FALLBACK_INTERVAL = { video: 3600, audio: 2880 } as const;

export class ScannedTrack extends StreamPids {
  readonly stream: ReadableStream;
  readonly reader: TrackReader;
  readonly table = new UnitTable();
  readonly #splitter: ReturnType<typeof createSplitter>;

  constructor(stream: ReadableStream, clock: ProgrammeClock) {
    super(stream.entry.pid);
    this.stream = stream;
    this.#splitter = createSplitter(stream.kind.codec, this.table);
    const foreign = stream.kind.codec === 'truehd' ? COMPATIBLE_AC3 : undefined;
    this.reader = new TrackReader(new StreamClock(clock, this.kind === 'video'), this.#splitter, foreign);
  }

  get kind(): 'video' | 'audio' {
    return this.stream.kind.kind;
  }

  /** Samples per second of audio; 0 where that is not known. */
  get rate(): number {
    return this.#splitter.rate ?? 0;
  }

  /** @param isGrown whether more may follow, on which nothing may depend. */
  take(isGrown: boolean): ScannedUnits {
    const { epochs } = this.table;
    const columns = this.table.take();
    const { times, flags } = columns;
    const isNonReference = (unit: number) => (flags[unit]! & UNIT_NON_REFERENCE) !== 0;
    const examined = times.subarray(0, isGrown ? EXAMINED_GROWN_UNITS : EXAMINED_UNITS);
    const interval = usualInterval(examined, isNonReference, FALLBACK_INTERVAL[this.kind]);
    return { columns, times, epochs, interval };
  }
}
