import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutLeadingFill } from '../../../src/encoder/produce/leading-fill.js';

/** Bytes of a text of 0 and 1, filled up with 0. */
function bytes(...bits: string[]): Uint8Array {
  const text = bits.join('');
  return Uint8Array.from({ length: Math.ceil(text.length / 8) }, (_, i) =>
    Number.parseInt(text.slice(8 * i, 8 * i + 8).padEnd(8, '0'), 2),
  );
}

const SOUND = '0010010010011001111';
const END = '111';
const fill = (count: number) =>
  count < 15
    ? `110${count.toString(2).padStart(4, '0')}${'01100001'.repeat(count)}`
    : `1101111${(count - 14).toString(2).padStart(8, '0')}${'01100001'.repeat(count)}`;

/** What follows the sound in its last byte, and may follow in one more, is nothing. */
const withoutPadding = (frame: Uint8Array) =>
  Buffer.from(frame)
    .toString('hex')
    .replace(/(00)+$/, '');

test.each([0, 1, 14, 15, 41, 200])('%i bytes of filling before the sound are left out', (count) => {
  const frame = withoutLeadingFill(bytes(fill(count), SOUND, END));
  expect(withoutPadding(frame)).toBe(withoutPadding(bytes(SOUND, END)));
});

test('several in a row are, and one after the sound is not', () => {
  const frame = bytes(fill(2), fill(20), SOUND, fill(3), END);
  expect(withoutPadding(withoutLeadingFill(frame))).toBe(withoutPadding(bytes(SOUND, fill(3), END)));
});

test('a frame without any is the same', () => {
  const frame = bytes(SOUND, END);
  expect(withoutLeadingFill(frame)).toBe(frame);
});

test('whatever the bytes are, no more come out than went in', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (frame) => {
      expect(withoutLeadingFill(frame).byteLength).toBeLessThanOrEqual(frame.byteLength);
    }),
    { seed: 3, numRuns: 2000 },
  );
});
