/** Which requests a worker hands a segment to. */
import { describe, expect, test } from 'vitest';
import { authorize, isAuthorized } from '../../../src/fleet/delivery/authorization.js';
import { otherSeal, seal } from '../support/jobs.js';

const NOW = Date.UTC(2026, 10, 29);
const MINUTE = 60_000;

describe('an authorization', () => {
  test('opens the segment of its job', () => {
    const header = authorize(seal, 's1', NOW);
    expect(isAuthorized(seal, 's1', header, NOW)).toBe(true);
    expect(isAuthorized(seal, 's2', header, NOW)).toBe(false);
  });

  test('holds where the clocks differ by a minute or two, and not for ever', () => {
    const header = authorize(seal, 's1', NOW);
    for (const skew of [-2 * MINUTE, -MINUTE, MINUTE, 2 * MINUTE])
      expect(isAuthorized(seal, 's1', header, NOW + skew)).toBe(true);
    for (const skew of [-6 * MINUTE, 6 * MINUTE])
      expect(isAuthorized(seal, 's1', header, NOW + skew)).toBe(false);
  });

  test.each([undefined, '', 'Bearer x', 'Onplay-Fleet ', `Onplay-Fleet ${'x'.repeat(10_000)}`])(
    '%o opens nothing',
    (header) => expect(isAuthorized(seal, 's1', header, NOW)).toBe(false),
  );

  test('of a stranger opens nothing', () => {
    expect(isAuthorized(seal, 's1', authorize(otherSeal, 's1', NOW), NOW)).toBe(false);
  });
});
