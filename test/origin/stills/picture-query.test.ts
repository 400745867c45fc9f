import { describe, expect, test } from 'vitest';
import { readPictureQuery } from '../../../src/origin/stills/picture-query.js';

const read = (query: string) => readPictureQuery(new URLSearchParams(query));

describe('the query of a picture', () => {
  test.each([
    ['', {}],
    ['token=x', {}],
    ['t=12.5', { at: { seconds: 12.5 } }],
    ['t=0', { at: { seconds: 0 } }],
    ['t=f300&width=640', { at: { frame: 300 }, width: 640 }],
  ])('%s', (query, expected) => expect(read(query)).toEqual(expected));

  test.each([
    ...['t=', 't=-1', 't=1e3', 't=f', 't=f-1', 't=f1.5', 't=NaN', 't=Infinity', 't=1&t=2', 't=0x10', 't=1.'],
    ...[
      't=9999999',
      't=f999999999',
      'width=0',
      'width=',
      'width=1.5',
      'width=-5',
      'width=640&width=640',
      'width=1000000',
    ],
  ])('%s is refused', (query) => expect(() => read(query)).toThrow('query_invalid'));
});
