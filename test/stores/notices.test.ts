import { expect, it, vi } from 'vitest';
import { logNotices, noticeText } from '../../src/stores/notices.js';

it('a notice is logged once, and again when it has changed', () => {
  const warn = vi.fn();
  const log = logNotices({ warn });
  for (const others of [['film.mkv'], ['film.mkv'], ['film.mkv', 'film.ts']])
    log({ kind: 'preferred', path: '/masters/film.mp4', others });
  expect(warn.mock.calls.map(([fields]) => fields)).toStrictEqual([
    { path: '/masters/film.mp4', others: ['film.mkv'] },
    { path: '/masters/film.mp4', others: ['film.mkv', 'film.ts'] },
  ]);
});

it('the text of a notice has no control character of the name', () => {
  expect(noticeText({ kind: 'unnamable', path: '/masters/a\u001b[2J\n.mp4' })).toMatch(/^[ -~]*$/);
});
