/** Runs before each test file: gives `vi.waitFor` the event budget as its default timeout. */
import { vi } from 'vitest';
import { EVENT_MS } from './budgets.js';

const POLL_MS = 10;
const { waitFor } = vi;

/** Marks the replaced function, because one process runs several files. */
const PATIENT = Symbol.for('patient');

if (!(PATIENT in waitFor)) {
  const patient: typeof waitFor = (callback, options = {}) => {
    const given = typeof options === 'number' ? { timeout: options } : options;
    return waitFor(callback, { timeout: EVENT_MS, interval: POLL_MS, ...given });
  };
  vi.waitFor = Object.assign(patient, { [PATIENT]: true });
}
