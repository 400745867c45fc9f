import { beforeEach, describe, expect, it } from 'vitest';
import { Admission } from '../../../src/segments/admission/admission.js';
import { OtherViewers, toldName } from '../../../src/segments/admission/other-viewers.js';

const told = (name: string, slots = 1, client = name) => ({
  ...{ viewer: toldName(name), client: toldName(client), slots },
  lane: 'heavy' as const,
});

let now: number;
let others: OtherViewers;
beforeEach(() => {
  now = 1;
  others = new OtherViewers(12_000, () => now);
});

/** Two slots, of which the first viewer needs some. */
function admissionOf(areSlotsCommon: boolean): Admission {
  const admission = new Admission({
    ...{ slots: 2, others, clock: () => now },
    areSlotsCommon: () => areSlotsCommon,
  });
  // A machine that serves no viewer serves one; from here on capacity counts.
  admission.admit('first', 'first');
  return admission;
}

/** How many viewers are admitted, each of whom also plays at another process where `areElsewhere`. */
function admitted(admission: Admission, areElsewhere: boolean): number {
  for (let count = 1; ; count++) {
    const name = `viewer ${count}`;
    try {
      admission.admit(name, name);
    } catch {
      return count;
    }
    if (areElsewhere) others.learn('one', admission.told());
  }
}

describe('the viewers of other processes', () => {
  it('are admitted here too, however little capacity there is', () => {
    const admission = admissionOf(false);
    admitted(admission, false);
    others.learn('one', [told('ann', 5)]);
    expect(() => admission.admit('ben', 'ben')).toThrow('overloaded');
    expect(() => admission.admit('ann', 'ann')).not.toThrow();
  });

  it('need nothing here, unless their processes encode in the same slots', () => {
    others.learn('one', [told('ann', 1.7)]);
    expect(() => admissionOf(false).admit('ben', 'ben')).not.toThrow();
    expect(() => admissionOf(true).admit('ben', 'ben')).toThrow('overloaded');
  });

  it('need their part where they play at several processes', () => {
    const alone = admitted(admissionOf(false), false);
    expect(admitted(admissionOf(false), true)).toBeGreaterThanOrEqual(2 * alone - 2);
  });

  it('count once in slots that are the same', () => {
    const alone = admitted(admissionOf(true), false);
    expect(admitted(admissionOf(true), true)).toBe(alone);
  });

  it('do not count against another video of the same client', () => {
    others.learn('one', [told('ann on one', 1.7, 'ann')]);
    const admission = admissionOf(true);
    expect(() => admission.admit('ann on two', 'ann')).not.toThrow();
    expect(() => admission.admit('ben', 'ben')).toThrow('overloaded');
  });

  it('are forgotten when nothing more is heard of them', () => {
    others.learn('one', [told('ann')]);
    now += 11_000;
    others.learn('two', [told('ann')]);
    expect([others.has('ann'), others.placesOf(toldName('ann'))]).toStrictEqual([true, 2]);
    now += 2000;
    expect([others.has('ann'), others.placesOf(toldName('ann'))]).toStrictEqual([true, 1]);
    now += 11_000;
    expect([others.has('ann'), others.placesOf(toldName('ann'))]).toStrictEqual([false, 0]);
    expect(others.needs('heavy', 'ben', new Set())).toStrictEqual([]);
  });
});
