import { describe, expect, it } from 'vitest';
import { masterReading } from '../../../src/assets/copies/master-reading.js';

const MEBIBYTE = 1024 * 1024;
const object = {
  ...{ bucket: 'films', key: 'film.mp4', entityTag: '"x"', size: 1 },
  settings: { pathStyle: 'auto' as const },
};
const fromOf = (size: number, isRemuxed = false, inBucket = true) =>
  masterReading({ size, ...(inBucket && { object }) }, { isRemuxed, downloadMaxBytes: 8 * MEBIBYTE }).from;

describe('how a master is read', () => {
  it('in a bucket depends on its size', () => {
    expect([fromOf(8 * MEBIBYTE), fromOf(8 * MEBIBYTE + 1)]).toEqual(['copy', 'ranges']);
  });

  it('is from copies where its container is not read in place, whatever its size', () => {
    expect([fromOf(1, true), fromOf(1e12, true), fromOf(1, true, false)]).toEqual(
      Array(3).fill('remuxed copies'),
    );
  });

  it('is where it lies for a local file, whatever its size', () => {
    expect([fromOf(1, false, false), fromOf(1e12, false, false)]).toEqual(['file', 'file']);
  });

  it('is said with the reason', () => {
    const facts = { isRemuxed: false, downloadMaxBytes: 1000 };
    expect(masterReading({ object, size: 1001 }, facts).text).toContain('since it has more than 1000 bytes');
  });

  it('says of a large one in a bucket whether its index takes all of it', () => {
    const textOf = (container: string, size: number) =>
      masterReading({ object, size }, { isRemuxed: false, downloadMaxBytes: 1000, container }).text;
    for (const container of ['matroska', 'mpegts'])
      expect(textOf(container, 1001)).toContain('To be indexed, all of it is read once');
    expect(textOf('mp4', 1001)).not.toContain('indexed');
    expect(textOf('matroska', 1000)).not.toContain('indexed');
  });
});
