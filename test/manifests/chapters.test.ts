import { expect, test } from 'vitest';
import { chapterData } from '../../src/manifests/chapters.js';

test('chapters are JSON as Apple has it, in the playlist itself', () => {
  const chapters = [
    { start: 0, seconds: 12.5, titles: [{ language: 'en', title: 'The snow & "ice"' }] },
    { start: 12.5, seconds: 1 / 3, titles: [{ language: 'en', title: '市場' }] },
  ];
  const [{ dataId, uri }] = chapterData({ chapters }) as [{ dataId: string; uri: string }];
  expect(dataId).toBe('com.apple.hls.chapters');
  expect(uri).toMatch(/^data:application\/json;base64,[A-Za-z0-9+/]+=*$/);
  expect(JSON.parse(Buffer.from(uri.split(',')[1]!, 'base64').toString())).toEqual([
    { chapter: 1, 'start-time': 0, duration: 12.5, titles: chapters[0]!.titles },
    { chapter: 2, 'start-time': 12.5, duration: 0.333, titles: chapters[1]!.titles },
  ]);
});

test('a presentation without chapters says nothing of them', () => {
  expect(chapterData({ chapters: [] })).toEqual([]);
});
