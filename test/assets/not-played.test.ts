import { describe, expect, test } from 'vitest';
import { missedTexts, notPlayed } from '../../src/assets/not-played.js';
import type { IgnoredTrack } from '../../src/tracks/track.js';
import { audioTrack, videoTrack } from '../masters/support/tracks.js';
import { processorMs } from '../support/processor-time.js';

const video = { ...videoTrack([{ time: 0, sync: true }], 25, 1), id: 0 };
const audio = (id: number) => ({ ...audioTrack(1), id });
const ignored = (id: number, kind: string, reason = 'rare'): IgnoredTrack => ({
  id,
  kind,
  codec: 'any',
  reason,
});

describe('a track that is not played', () => {
  test('is numbered among those of its kind, in the master’s order', () => {
    const tracks = {
      video,
      audio: [audio(1), audio(4)],
      text: [],
      ignored: [ignored(3, 'audio'), ignored(2, 'text')],
    };
    expect(notPlayed(tracks)).toEqual([
      { ...ignored(3, 'audio'), number: 2, of: 3 },
      { ...ignored(2, 'text'), number: 1, of: 1 },
    ]);
    expect(missedTexts(tracks)).toEqual([
      'audio 2 of 3 is not played: rare',
      'text 1 of 1 is not played: rare',
    ]);
  });

  test.each([
    [[1], 'audio 1 of 9 is not played: rare'],
    [[1, 2], 'audio 1 and 2 of 9 are not played: rare'],
    [[1, 3, 4], 'audio 1, 3 and 4 of 9 are not played: rare'],
    [[2, 3, 4], 'audio 2 to 4 of 9 are not played: rare'],
    [[1, 3, 4, 5, 9], 'audio 1, 3 to 5 and 9 of 9 are not played: rare'],
  ])('is told with others of the same reason: %j', (numbers, text) => {
    const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const played = ids.filter((id) => !numbers.includes(id)).map(audio);
    expect(
      missedTexts({ video, audio: played, text: [], ignored: numbers.map((id) => ignored(id, 'audio')) }),
    ).toEqual([text]);
  });

  test.each([
    ['video', 'attached picture'],
    ['text', 'chapters or thumbnails'],
    ['data', 'neither video nor audio'],
  ])('is missed by no viewer: %s, %s', (kind, reason) => {
    expect(missedTexts({ video, audio: [], text: [], ignored: [ignored(1, kind, reason)] })).toEqual([]);
  });
});

test('what is not played of ten thousand tracks is said in a moment', async () => {
  const many = Array.from({ length: 10_000 }, (_, id) => ignored(id, 'audio'));
  const usedMs = await processorMs(() => missedTexts({ audio: [], text: [], ignored: many }));
  expect(usedMs).toBeLessThan(500);
});
