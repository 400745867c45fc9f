/** For `node --import`: the wall clock of the process is wrong by `SHIFTED_CLOCK_MS` milliseconds. Its monotonic clock is not. */
const shiftMs = Number(process.env['SHIFTED_CLOCK_MS']);
const RightDate = globalThis.Date;

globalThis.Date = class extends RightDate {
  constructor(...given) {
    if (given.length === 0) super(RightDate.now() + shiftMs);
    else super(...given);
  }

  static now() {
    return RightDate.now() + shiftMs;
  }
};
