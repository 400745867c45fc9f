import { describe, expect, test } from 'vitest';
import { avif } from '../../../src/packager/image/avif.js';
import { errorCodeOf } from '../support/errors.js';

const FORM = {
  ...{ width: 640, height: 360 },
  colour: { primaries: 1, transfer: 13, matrix: 1, fullRange: false },
};
const DELIMITER = [0x12, 0];
/** Profile 0, a still picture with a reduced header, level 9. */
const SEQUENCE = [0x0a, 3, 0b0001_1010, 0b0100_0000, 0];
const FRAME = [0x32, 2, 1, 2];
const of = (...units: readonly number[][]) => avif({ ...FORM, units: Uint8Array.from(units.flat()) });

describe('an AVIF image', () => {
  test('has its properties, and its bitstream without delimiters where the location box says', () => {
    const file = Buffer.from(of(DELIMITER, SEQUENCE, FRAME));
    const data = Buffer.from([...SEQUENCE, ...FRAME]);
    expect(file.toString('latin1', 4, 12)).toBe('ftypavif');
    const iloc = file.indexOf('iloc');
    const [offset, length] = [file.readUInt32BE(iloc + 18), file.readUInt32BE(iloc + 22)];
    expect(file.subarray(offset, offset + length)).toEqual(data);
    expect(offset + length).toBe(file.length);
    const ispe = file.indexOf('ispe');
    expect([file.readUInt32BE(ispe + 8), file.readUInt32BE(ispe + 12)]).toEqual([640, 360]);
    const av1C = file.indexOf('av1C') + 4;
    expect(file.subarray(av1C, av1C + 4 + SEQUENCE.length)).toEqual(
      Buffer.from([0x81, 0b0000_1001, 0x0c, 0, ...SEQUENCE]),
    );
  });

  test.each([
    ['without a sequence header', [DELIMITER, FRAME]],
    ['that is no still picture', [[0x0a, 2, 0, 0], FRAME]],
    ['with a unit that is cut short', [SEQUENCE, [0x32, 9, 1]]],
    ['with a unit without a size', [SEQUENCE, [0x30, 1]]],
    ['with a size that never ends', [SEQUENCE, [0x32, 0x80, 0x80, 0x80, 0x80, 0x80]]],
    ['of nothing', []],
  ])('is not made of a bitstream %s', (_, units) => {
    expect(errorCodeOf(() => of(...units))).toBe('packaging_impossible');
  });
});
