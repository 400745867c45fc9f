/** What `onplay jobs` prints. */
import { describe, expect, test } from 'vitest';
import { jobDescription, jobLines } from '../../src/cli/fleet/jobs-text.js';

const NOW = Date.UTC(2026, 10, 29, 12);
const letter = {
  id: `s${'0'.repeat(40)}`,
  queue: 'heavy-0123456789abcdef',
  job: 'sealed',
  asset: 'studio/film',
  segment: 'v720-0123456789abcdef/3',
  code: 'encode_failed',
  detail: 'The encoder failed.',
  attempts: 3,
  worker: '0123456789abcdef',
  failedAt: NOW - 90_000,
};

describe('failed jobs as text', () => {
  test('are one line each, or a sentence where there are none', () => {
    expect(jobLines([], NOW)).toBe('No job has failed for good.');
    expect(jobLines([letter, { ...letter, failedAt: NOW - 3 * 3_600_000 }], NOW).split('\n')).toEqual([
      `${letter.id}  1m  encode_failed  studio/film  v720-0123456789abcdef/3`,
      `${letter.id}  3h  encode_failed  studio/film  v720-0123456789abcdef/3`,
    ]);
  });

  test('say of one all that is known', () => {
    const text = jobDescription(letter, NOW);
    for (const part of [
      '1m ago, after 3 attempts',
      'encode_failed: The encoder failed.',
      'studio/film',
      letter.worker,
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('sealed');
  });

  test('cannot write to the terminal what is not text', () => {
    const hostile = { ...letter, asset: 'film\x1b[2J\x07\r\n\u202egnp', detail: '\x1b]0;title\x07' };
    const printed = `${jobLines([hostile], NOW)}${jobDescription(hostile, NOW)}`.replaceAll('\n', '');
    expect(printed).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(jobLines([hostile], NOW).split('\n')).toHaveLength(1);
  });
});
