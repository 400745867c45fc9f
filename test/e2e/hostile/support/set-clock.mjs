/** Preloaded into a server: on SIGUSR2 its clock is set ahead by the milliseconds in the file. */
import { readFileSync } from 'node:fs';

const SystemDate = globalThis.Date;
const file = process.env.ONPLAY_TEST_CLOCK_FILE;
let aheadMs = 0;

globalThis.Date = class extends SystemDate {
  constructor(...values) {
    if (values.length === 0) super(SystemDate.now() + aheadMs);
    else super(...values);
  }
  static now() {
    return SystemDate.now() + aheadMs;
  }
};

process.on('SIGUSR2', () => {
  aheadMs = Number(readFileSync(file, 'utf8'));
});
