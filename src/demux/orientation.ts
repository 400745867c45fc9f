import type { Orientation } from '../tracks/index.js';

/**
 * Returns the orientation that a display matrix means (ISO 14496-12 8.3.2; only the signs of a, b, c, d matter). A matrix
 * other than the eight right-angled ones is treated as the identity.
 */
export function orientationOf(matrix: readonly number[]): Orientation {
  const [a = 0, b = 0, , c = 0, d = 0] = matrix.map(Math.sign);
  const straight = b === 0 && c === 0 && a !== 0 && d !== 0;
  const turned = a === 0 && d === 0 && b !== 0 && c !== 0;
  if (straight) {
    if (a === d) return { mirrored: false, rotation: a > 0 ? 0 : 180 };
    return { mirrored: true, rotation: a > 0 ? 180 : 0 };
  }
  if (turned) {
    if (b !== c) return { mirrored: false, rotation: b > 0 ? 90 : 270 };
    return { mirrored: true, rotation: b > 0 ? 270 : 90 };
  }
  return { mirrored: false, rotation: 0 };
}
