import { describe, expect, it } from 'vitest';
import { isBucketPattern } from '../../../src/uploads/imports/allowed-buckets.js';

describe('a bucket in the list of sources', () => {
  it.each([
    ['s3://films', true],
    ['s3://films/prefix', false],
    ['s3://', false],
    ['films', false],
  ])('is recognized: %s', (item, isBucket) => {
    expect(isBucketPattern(item)).toBe(isBucket);
  });
});
