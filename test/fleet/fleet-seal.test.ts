/** What lies in Redis counts only with the seal of the fleet. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { otherSeal, seal } from './support/jobs.js';

const anything = z.unknown();

describe('a sealed value', () => {
  test('opens with the key, for the purpose and the subject that it was sealed for', () => {
    const sealed = seal.seal('result', 'job 1', { bytes: 3 });
    expect(seal.open('result', 'job 1', sealed, anything)).toEqual({ bytes: 3 });
    expect(seal.open('result', 'job 2', sealed, anything)).toBeUndefined();
    expect(seal.open('failure', 'job 1', sealed, anything)).toBeUndefined();
    expect(otherSeal.open('result', 'job 1', sealed, anything)).toBeUndefined();
  });

  test('does not open where a character was changed, added or removed', () => {
    const sealed = seal.seal('job', 'a', { asset: 'film', segment: 7 });
    const place = fc.nat(sealed.length - 1);
    fc.assert(
      fc.property(place, fc.constantFrom('', 'x', '"', '\0', '.', '7'), (at, text) => {
        const changed = `${sealed.slice(0, at)}${text}${sealed.slice(at + 1)}`;
        fc.pre(changed !== sealed);
        expect(seal.open('job', 'a', changed, anything)).toBeUndefined();
      }),
      { seed: 47, numRuns: 500 },
    );
  });

  test('is not confused by whatever else stands in its place', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(seal.open('job', 'a', value, anything)).toBeUndefined();
      }),
      { seed: 48 },
    );
  });

  test('is refused when its schema does not accept it, or when it is too long to be read', () => {
    expect(seal.open('job', 'a', seal.seal('job', 'a', 1), z.string())).toBeUndefined();
    expect(seal.open('job', 'a', seal.seal('job', 'a', 'x'.repeat(10_000)), z.string())).toBeUndefined();
  });
});
