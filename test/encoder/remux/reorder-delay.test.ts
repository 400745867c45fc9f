import { expect, test } from 'vitest';
import { delayIn } from '../../../src/encoder/remux/reorder-delay.js';

const NOT_KNOWN = '-9223372036854775808';
const line = (dts: number, pts: number | string) => `0, ${dts}, ${pts},     3600,     7641, 0x70c50b7b`;

test('the delay is from the first frame that is decoded to the first that is presented', () => {
  const packets = [line(-7200, 7200), line(-3600, 0), line(0, 3600), line(3600, 18_000)];
  expect(delayIn(`#tb 0: 1/90000\n${packets.join('\n')}\n`)).toBe(7200);
});

test('a frame without a presentation time does not count', () => {
  expect(delayIn([line(0, NOT_KNOWN), line(3600, 7200)].join('\n'))).toBe(7200);
});

test('no delay is known where no frame has a presentation time, nor where they are seconds apart', () => {
  expect(delayIn(line(0, NOT_KNOWN))).toBeUndefined();
  expect(delayIn(line(0, 900_000))).toBeUndefined();
  expect(delayIn('')).toBeUndefined();
});
