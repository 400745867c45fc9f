import type { GradualRefreshes } from '../../tracks/index.js';

/** Where decoding can begin. */
export interface AccessPoints {
  /** 1 for a sample from which it and all that is presented after it can be decoded, else 0. */
  readonly sync: Uint8Array;
  /** Those of them from which all that is decoded later can be, ascending. Absent where that was not examined. */
  readonly independent?: Uint32Array;
  /** Absent where there are none. */
  readonly refreshes?: GradualRefreshes;
}
