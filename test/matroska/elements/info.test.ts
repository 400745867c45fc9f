import { expect, test } from 'vitest';
import { ID } from '../../../src/matroska/elements/ids.js';
import { readInfo } from '../../../src/matroska/elements/info.js';
import { master } from '../support/rules.js';
import { date, float, text, unsigned } from '../support/write-ebml.js';

test.each([
  ['nothing', [], { timestampScale: 1_000_000, title: '', muxingApp: '' }],
  ['a scale', [unsigned(ID.timestampScale, 20_833)], { timestampScale: 20_833, title: '', muxingApp: '' }],
  [
    'a scale of 0, which no time could have',
    [unsigned(ID.timestampScale, 0)],
    { timestampScale: 1_000_000, title: '', muxingApp: '' },
  ],
  [
    'a duration of 64 bits',
    [float(ID.duration, 1234.5)],
    { timestampScale: 1_000_000, title: '', muxingApp: '', duration: 1234.5 },
  ],
  [
    'a duration of 32 bits',
    [float(ID.duration, 0.5, 4)],
    { timestampScale: 1_000_000, title: '', muxingApp: '', duration: 0.5 },
  ],
  ['a duration of 0', [float(ID.duration, 0)], { timestampScale: 1_000_000, title: '', muxingApp: '' }],
  [
    'a duration that is no number',
    [float(ID.duration, Number.NaN)],
    { timestampScale: 1_000_000, title: '', muxingApp: '' },
  ],
  [
    'a title and a writer',
    [text(ID.title, 'Trailer'), text(ID.muxingApp, 'Lavf60.3.100')],
    { timestampScale: 1_000_000, title: 'Trailer', muxingApp: 'Lavf60.3.100' },
  ],
  [
    'a date',
    [date(ID.dateUtc, 1.7e12)],
    { timestampScale: 1_000_000, title: '', muxingApp: '', dateUtc: 1.7e12 },
  ],
])('the information has %s', (_, elements, expected) => {
  expect(readInfo(master(...elements))).toEqual(expected);
});
