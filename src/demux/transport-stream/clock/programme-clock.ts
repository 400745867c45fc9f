/**
 * The clock of a programme. It begins again from 0 after 26.5 hours, and jumps where recordings were joined, a broadcaster changed
 * over, or a bit was received wrong. A stretch in which it does not jump is an epoch; `continuousTimes` puts them one after the other.
 */

import { damaged } from '../../../tracks/index.js';
import { TICKS_PER_SECOND, unwrapTimestamp } from '../../../transport-stream/index.js';
import { MAX_EPOCHS } from '../limits.js';
import type { UnitTime } from '../units/unit-table.js';

/** As players do: more is a jump of the clock, less is something that was not received. */
const MAX_GAP_TICKS = 10 * TICKS_PER_SECOND;
/** Decode times ascend, but for rounding. */
const MAX_BACK_TICKS = TICKS_PER_SECOND / 10;
/** Some writers leave them out although frames are reordered. */
const MAX_REORDERED_TICKS = TICKS_PER_SECOND;

interface Epoch {
  /** The first decode time of any stream. */
  readonly first: number;
  /** The latest decode time of any stream. */
  latest: number;
  /** A single time that nothing else confirms is an error, and no jump of the clock. */
  state: 'new' | 'confirmed' | 'discarded';
}

export class ProgrammeClock {
  readonly #epochs: Epoch[] = [];

  get epochCount(): number {
    return this.#epochs.length;
  }

  /** Whether times of the epoch are to be believed. A first one that nothing else confirms has to be. */
  isConfirmed(epoch: number): boolean {
    return this.#epochs[epoch]!.state === 'confirmed' || this.#epochs.length === 1;
  }

  /** The time nearest to the epoch's own, if it is near enough. */
  near(epoch: number, stored: number): number | undefined {
    const { latest, state } = this.#epochs[epoch]!;
    if (state === 'discarded') return undefined;
    const time = unwrapTimestamp(stored, latest);
    return Math.abs(time - latest) <= MAX_GAP_TICKS ? time : undefined;
  }

  /** The time nearest to where the epoch begins, if it is near enough. */
  nearStart(epoch: number, stored: number): number | undefined {
    const first = this.#epochs[epoch]?.first;
    if (first === undefined) return undefined;
    const time = unwrapTimestamp(stored, first);
    return Math.abs(time - first) <= MAX_GAP_TICKS ? time : undefined;
  }

  /** The latest decode time of any stream; undefined before the first. */
  get latest(): UnitTime | undefined {
    const epoch = this.#epochs.findLastIndex(({ state }) => state !== 'discarded');
    return epoch < 0 ? undefined : { epoch, ticks: this.#epochs[epoch]!.latest };
  }

  add(time: number): number {
    if (this.#epochs.length === MAX_EPOCHS) throw damaged('its clock jumps too often');
    return this.#epochs.push({ first: time, latest: time, state: 'new' }) - 1;
  }

  confirm(epoch: number, time: number): void {
    const found = this.#epochs[epoch]!;
    found.state = 'confirmed';
    found.latest = Math.max(found.latest, time);
  }

  /** The stream with which the epoch began goes on in the one before. */
  discard(epoch: number): void {
    const found = this.#epochs[epoch]!;
    if (found.state === 'new') found.state = 'discarded';
  }
}

/** Where a stream is in the clock of its programme. */
interface Position {
  readonly epoch: number;
  /** The last decode time. */
  readonly time: number;
}

/** The clock of one stream, which may arrive in another epoch earlier or later than other streams do. */
export class StreamClock {
  readonly #programme: ProgrammeClock;
  readonly #isReordered: boolean;
  #position: Position | undefined;
  /** Before an epoch that is not confirmed. */
  #previous: Position | undefined;

  /** @param isReordered whether presentation times need not ascend. */
  constructor(programme: ProgrammeClock, isReordered: boolean) {
    this.#programme = programme;
    this.#isReordered = isReordered;
  }

  /**
   * The presentation time that is stored beside a decode time.
   * @param dts undefined where there is none. @throws OnplayError `master_damaged` for thousands of jumps.
   */
  place(pts: number, dts: number | undefined): UnitTime | undefined {
    const offset = dts === undefined ? 0 : unwrapTimestamp(pts - dts, 0);
    const mostBack = dts === undefined && this.#isReordered ? MAX_REORDERED_TICKS : MAX_BACK_TICKS;
    const { epoch, time } = this.#moveTo(dts ?? pts, mostBack);
    return Math.abs(offset) <= MAX_GAP_TICKS ? { epoch, ticks: time + offset } : undefined;
  }

  #moveTo(stored: number, mostBack: number): Position {
    const position = this.#following(this.#position, stored, mostBack);
    const previous = position ? undefined : this.#following(this.#previous, stored, mostBack);
    if (previous) this.#programme.discard(this.#position!.epoch);
    const known = position ?? previous ?? this.#inLaterEpoch(stored);
    if (known) {
      this.#programme.confirm(known.epoch, known.time);
      this.#previous = undefined;
      this.#position = known;
      return known;
    }
    // The one before stays the way back, until a time confirms this one.
    if (!this.#previous) this.#previous = this.#position;
    this.#position = { epoch: this.#programme.add(stored), time: stored };
    return this.#position;
  }

  #following(position: Position | undefined, stored: number, mostBack: number): Position | undefined {
    if (!position) return undefined;
    const { epoch, time: last } = position;
    const next = unwrapTimestamp(stored, last);
    const isNext = next <= last + MAX_GAP_TICKS || this.#programme.near(epoch, stored) === next;
    return next >= last - mostBack && isNext ? { epoch, time: next } : undefined;
  }

  #inLaterEpoch(stored: number): Position | undefined {
    for (let epoch = (this.#position?.epoch ?? -1) + 1; epoch < this.#programme.epochCount; epoch++) {
      const time = this.#programme.near(epoch, stored);
      if (time !== undefined) return { epoch, time };
    }
    return undefined;
  }
}
