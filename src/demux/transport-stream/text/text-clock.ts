/**
 * The clock of a stream of text, which follows that of its programme and never moves it: text is sent rarely, and what text there is
 * changes no time of the film.
 */
import { unwrapTimestamp } from '../../../transport-stream/index.js';
import type { ProgrammeClock } from '../clock/programme-clock.js';
import type { UnitTime } from '../units/unit-table.js';

/** Of text that is sent before anything else: then `ticks` are as they are stored, and become those of the first epoch. */
const BEFORE_FIRST = -1;

/** A jump may be behind a packet or two that were received wrong, and began epochs of their own. */
const EXAMINED_EPOCHS = 4;

export class TextClock {
  readonly #programme: ProgrammeClock;

  constructor(programme: ProgrammeClock) {
    this.#programme = programme;
  }

  /** The presentation time that is stored beside a decode time; undefined where it is not near to what else is sent there. */
  place(pts: number, dts = pts): UnitTime | undefined {
    const { epochCount } = this.#programme;
    if (epochCount === 0) return { epoch: BEFORE_FIRST, ticks: pts };
    const first = Math.max(0, epochCount - EXAMINED_EPOCHS);
    for (let epoch = epochCount - 1; epoch >= first; epoch--) {
      const near = this.#programme.near(epoch, dts);
      if (near !== undefined) return { epoch, ticks: near + unwrapTimestamp(pts - dts, 0) };
    }
    return undefined;
  }

  /** A time that was placed, once all of the file is read; undefined for text that was sent first, and for another time than what followed. */
  settled(time: UnitTime): UnitTime | undefined {
    if (time.epoch !== BEFORE_FIRST) return time;
    const ticks = this.#programme.nearStart(0, time.ticks);
    return ticks === undefined ? undefined : { epoch: 0, ticks };
  }
}
