import { expect, test } from 'vitest';

import { indexBytes } from '../../../src/assets/library/index-bytes.js';
import { madeUpSubtitledAsset } from '../../segments/support/made-up-master.js';

const TRACK = 3;
const { index } = madeUpSubtitledAsset(TRACK, []);
const withoutText = indexBytes(index);

test('the tables of text are counted with an index', () => {
  const times = Array.from({ length: 10_000 }, (_, i) => [i, i + 1] as const);
  const subtitled = madeUpSubtitledAsset(TRACK, times).index;
  expect(indexBytes(subtitled) - withoutText).toBe(10_000 * (3 * 8 + 4));
});

test('and so is what a container says of text, and its chapters and attachments', () => {
  const text = index.text.map((track) => ({ ...track, configuration: new Uint8Array(1_000_000) }));
  expect(indexBytes({ ...index, text }) - withoutText).toBeGreaterThan(999_000);
  const chapters = [{ start: 0, title: 'x'.repeat(1000), language: 'en' }];
  expect(indexBytes({ ...index, chapters }) - withoutText).toBeGreaterThan(2000);
  const attachments = [{ name: 'x'.repeat(1000), mediaType: 'font/ttf', offset: 0, size: 1 }];
  expect(indexBytes({ ...index, attachments }) - withoutText).toBeGreaterThan(2000);
});
