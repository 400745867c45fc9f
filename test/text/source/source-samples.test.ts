import { expect, test } from 'vitest';
import { readSourceTexts, sourceSamples } from '../../../src/text/index.js';

const samplesOf = (text: string) => sourceSamples(readSourceTexts(Buffer.from(text)));

test('texts are samples in UTF-8, one behind the other', () => {
  const { starts, ends, offsets, sizes, bytes } = samplesOf(
    '00:00:03,000 --> 00:00:04,000\nthree\n\n00:00:01,000 --> 00:00:02,500\nçà\n',
  );
  expect([[...starts], [...ends]]).toEqual([
    [1000, 3000],
    [2500, 4000],
  ]);
  const texts = [...offsets].map((offset, i) => bytes.subarray(offset, offset + sizes[i]!));
  expect(texts.map((text) => Buffer.from(text).toString())).toEqual(['çà', 'three']);
});

test('each array has memory of its own, which can be handed to another thread', () => {
  const arrays = Object.values(samplesOf('00:01,0 --> 00:02,0\nx\n')).filter((value) =>
    ArrayBuffer.isView(value),
  );
  expect(arrays).toHaveLength(6);
  for (const { buffer, byteLength } of arrays) expect(buffer.byteLength).toBe(byteLength);
});

test('a file without a text has no samples', () => {
  const { starts, offsets, bytes } = samplesOf('');
  expect([starts.length, offsets.length, bytes.length]).toEqual([0, 0, 0]);
});
