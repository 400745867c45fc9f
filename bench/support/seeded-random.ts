/** Reproducible random numbers. */

export interface SeededRandom {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Normal, with mean 0 and standard deviation 1. */
  normal(): number;
}

/** A generator of the xorshift family (G. Marsaglia, 2003) with 32 bits of state. */
export function seededRandom(seed: number): SeededRandom {
  // A state of 0 would stay 0; multiplying moves adjacent seeds far apart.
  let state = Math.imul(seed + 1, 0x9e37_79b1) | 1;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 16; i++) uniform();
  // By G. E. P. Box and M. E. Muller (1958).
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
