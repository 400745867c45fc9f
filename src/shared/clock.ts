/** Wall-clock time and timers, for parts that wait for minutes or hours; tests replace it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `callback` once in `ms` milliseconds; does not keep the process alive. Returns the function that cancels it. */
  after(ms: number, callback: () => void): () => void;
}

/** The clock of the system. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** A clock that is never set, for times that no other process sees: milliseconds since this one started. */
export const monotonicClock: Clock = { ...systemClock, now: () => performance.now() };
