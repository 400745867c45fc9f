import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutLeadingFill } from '../../../src/encoder/codecs/aac-leading-fill.js';

/** Bytes from a string of 0 and 1, padded with 0. */
function bytes(...bits: string[]): Uint8Array {
  const text = bits.join('');
  return Uint8Array.from({ length: Math.ceil(text.length / 8) }, (_, i) =>
    Number.parseInt(text.slice(8 * i, 8 * i + 8).padEnd(8, '0'), 2),
  );
}

const AUDIO = '0010010010011001111';
const END = '111';
const fill = (count: number) =>
  count < 15
    ? `110${count.toString(2).padStart(4, '0')}${'01100001'.repeat(count)}`
    : `1101111${(count - 14).toString(2).padStart(8, '0')}${'01100001'.repeat(count)}`;

/** Ignores padding: the rest of the last byte, and possibly one more. */
const withoutPadding = (frame: Uint8Array) =>
  Buffer.from(frame)
    .toString('hex')
    .replace(/(00)+$/, '');

test.each([0, 1, 14, 15, 41, 200])('%i bytes of leading fill are removed', (count) => {
  const frame = withoutLeadingFill(bytes(fill(count), AUDIO, END));
  expect(withoutPadding(frame)).toBe(withoutPadding(bytes(AUDIO, END)));
});

test('several fill elements in a row are removed, one after the audio is not', () => {
  const frame = bytes(fill(2), fill(20), AUDIO, fill(3), END);
  expect(withoutPadding(withoutLeadingFill(frame))).toBe(withoutPadding(bytes(AUDIO, fill(3), END)));
});

test('a frame without fill elements is unchanged', () => {
  const frame = bytes(AUDIO, END);
  expect(withoutLeadingFill(frame)).toBe(frame);
});

test('for any bytes, the result is not longer than the input', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (frame) => {
      expect(withoutLeadingFill(frame).byteLength).toBeLessThanOrEqual(frame.byteLength);
    }),
    { seed: 3, numRuns: 2000 },
  );
});
