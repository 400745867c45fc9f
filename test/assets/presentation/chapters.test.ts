import { expect, test } from 'vitest';
import { presentedChapters } from '../../../src/assets/presentation/chapters.js';

const chapter = (start: number, title: string, language = 'und') => ({ start, title, language });

test('each chapter ends where the next begins, and the last with the presentation', () => {
  expect(presentedChapters([chapter(0, 'One'), chapter(12_500, 'Two')], 20)).toEqual([
    { start: 0, seconds: 12.5, titles: [{ language: 'und', title: 'One' }] },
    { start: 12.5, seconds: 7.5, titles: [{ language: 'und', title: 'Two' }] },
  ]);
});

test('one that begins at a time in several languages is one chapter', () => {
  const all = [chapter(0, 'Anfang', 'de'), chapter(0, 'Start', 'en'), chapter(5000, 'Ende', 'de')];
  expect(presentedChapters(all, 9).map(({ titles }) => titles.map(({ title }) => title))).toEqual([
    ['Anfang', 'Start'],
    ['Ende'],
  ]);
});

test('what begins after the end is none', () => {
  expect(presentedChapters([chapter(0, 'One'), chapter(20_000, 'Beyond')], 20)).toHaveLength(1);
  expect(presentedChapters([], 20)).toEqual([]);
});
