/** How long to wait before the next attempt at what failed. */

/** Between which shares of itself a delay varies. */
interface Jitter {
  readonly least: number;
  readonly most: number;
}

/** The delay after so many failures, at least 1: `firstMs`, twice that after each further one, at most `maxMs`. */
export function doublingDelayMs(failures: number, firstMs: number, maxMs: number): number {
  return Math.min(maxMs, firstMs * 2 ** (failures - 1));
}

/** The delay, varied at random so that what failed together is not retried together. */
export function jittered(delayMs: number, { least, most }: Jitter): number {
  return delayMs * (least + (most - least) * Math.random());
}
