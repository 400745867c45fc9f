import { expect, test } from 'vitest';
import { ID } from '../../../src/matroska/elements/ids.js';
import { readInfo } from '../../../src/matroska/elements/info.js';
import { master } from '../support/rules.js';
import { date, float, text, unsigned } from '../support/write-ebml.js';

test.each([
  ['nothing', [], { timestampScale: 1_000_000, title: '' }],
  ['a scale', [unsigned(ID.timestampScale, 20_833)], { timestampScale: 20_833, title: '' }],
  [
    'a scale of 0, which no time could have',
    [unsigned(ID.timestampScale, 0)],
    { timestampScale: 1_000_000, title: '' },
  ],
  [
    'a duration of 64 bits',
    [float(ID.duration, 1234.5)],
    { timestampScale: 1_000_000, title: '', duration: 1234.5 },
  ],
  [
    'a duration of 32 bits',
    [float(ID.duration, 0.5, 4)],
    { timestampScale: 1_000_000, title: '', duration: 0.5 },
  ],
  ['a duration of 0', [float(ID.duration, 0)], { timestampScale: 1_000_000, title: '' }],
  [
    'a duration that is no number',
    [float(ID.duration, Number.NaN)],
    { timestampScale: 1_000_000, title: '' },
  ],
  ['a title', [text(ID.title, 'Trailer')], { timestampScale: 1_000_000, title: 'Trailer' }],
  ['a date', [date(ID.dateUtc, 1.7e12)], { timestampScale: 1_000_000, title: '', dateUtc: 1.7e12 }],
])('the information has %s', (_, elements, expected) => {
  expect(readInfo(master(...elements))).toEqual(expected);
});
