import { describe, expect, it } from 'vitest';
import { copiesToEvict, type StoredCopy } from '../../../src/assets/copies/copies-to-evict.js';

const MINUTE = 60_000;
const now = 1000 * MINUTE;
const copy = (name: string, bytes: number, minutesAgo: number, isOpen = false): StoredCopy => ({
  ...{ name, bytes, isOpen },
  usedAt: now - minutesAgo * MINUTE,
});
const copies = [copy('a', 40, 30), copy('b', 30, 90), copy('c', 20, 60), copy('playing', 10, 1)];

const evict = (wantedBytes: number, maxBytes = 100, freeBytes = Number.POSITIVE_INFINITY) => {
  const { evicted, suffices } = copiesToEvict(copies, { wantedBytes, maxBytes, freeBytes, now });
  return [evicted.map(({ name }) => name).join(' '), suffices];
};

describe('room for another copy', () => {
  it('needs no eviction as long as all copies fit', () => {
    expect(evict(0)).toStrictEqual(['', true]);
  });

  it('is made by evicting the least recently used copies, as few as suffice', () => {
    expect(evict(30)).toStrictEqual(['b', true]);
    expect(evict(31)).toStrictEqual(['b c', true]);
    expect(evict(90)).toStrictEqual(['b c a', true]);
  });

  it('is not made by evicting copies in use', () => {
    expect(evict(91)).toStrictEqual(['b c a', false]);
    const open = [copy('open', 50, 600, true)];
    const room = { wantedBytes: 60, maxBytes: 100, freeBytes: Number.POSITIVE_INFINITY, now };
    expect(copiesToEvict(open, room)).toStrictEqual({ evicted: [], suffices: false });
  });

  it('is made on a full disk too, above the free space that must remain', () => {
    expect(evict(10, 1000, 10)).toStrictEqual(['', true]);
    expect(evict(10, 1000, -10)).toStrictEqual(['b', true]);
    expect(evict(10, 1000, -1000)).toStrictEqual(['b c a', false]);
  });

  it('is made by evicting what exceeds a limit that was lowered', () => {
    expect(evict(0, 50)).toStrictEqual(['b c', true]);
  });
});
