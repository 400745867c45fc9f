/** Which requests fail, and how. Pure, with the same choice for the same seed. */

/**
 * An answer with an error; no answer until the client gives up; half of the body, then the end of the connection; the
 * connection closed without an answer.
 */
export type Fault = 'status 500' | 'status 503' | 'time-out' | 'cut short' | 'closed';

/** What of a request decides whether it may fail. */
export interface FaultyRequest {
  readonly method: string;
  /** The path without the bucket, decoded; empty for requests of the bucket itself. */
  readonly key: string;
}

export interface FaultPlan {
  /** How many of the requests fail, 0 to 1. */
  readonly share: number;
  /** In turn. */
  readonly kinds: readonly Fault[];
  /** Which requests may fail; all by default. */
  readonly of?: (request: FaultyRequest) => boolean;
  readonly seed?: number;
}

/** Decides about one request after another. */
export type ChooseFault = (request: FaultyRequest) => Fault | undefined;

export const NO_FAULTS: FaultPlan = { share: 0, kinds: [] };

export function faultsOf({ share, kinds, of = () => true, seed = 1 }: FaultPlan): ChooseFault {
  const random = uniform(seed);
  let failed = 0;
  return (request) => {
    if (!of(request) || random() >= share) return undefined;
    return kinds[failed++ % kinds.length];
  };
}

/** Numbers in [0, 1), by xorshift32 (G. Marsaglia, 2003). */
function uniform(seed: number): () => number {
  let state = Math.imul(seed, 0x9e37_79b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
