import { expect, it } from 'vitest';
import { isS3Url, parseS3Location, s3Url } from '../../../src/stores/s3/location.js';

it.each([
  ['s3://films', { bucket: 'films', prefix: '' }],
  ['s3://films/', { bucket: 'films', prefix: '' }],
  ['s3://films/new', { bucket: 'films', prefix: 'new/' }],
  ['s3://films/new/', { bucket: 'films', prefix: 'new/' }],
  ['S3://my.old_Bucket/a b/ü', { bucket: 'my.old_Bucket', prefix: 'a b/ü/' }],
])('%s is a place of masters', (text, location) => {
  expect(parseS3Location(text)).toStrictEqual(location);
  expect(parseS3Location(s3Url(location))).toStrictEqual(location);
});

it.each([
  's3://',
  's3:///films',
  's3://a',
  's3://key:secret@films/new',
  's3://films//new',
  's3://films/../other',
  's3://films/new?versionId=1',
  's3://films/new#part',
  's3://films/new\nline',
  's3://films\\new',
  `s3://films/${'long'.repeat(100)}`,
  'films/new',
  'https://films/new',
])('%j is none', (text) => {
  expect(parseS3Location(text)).toBeUndefined();
});

it('is told from a folder by its beginning alone, so that a misspelled one is not taken for a folder', () => {
  expect(['s3://', 'S3://x', 's3:films', './s3://x'].map(isS3Url)).toStrictEqual([true, true, false, false]);
});
