import { describe, expect, test } from 'vitest';
import type { Construct } from '../../../src/bitstream/captions/caption-data.js';
import { withCaptions } from '../../../src/bitstream/captions/caption-sei.js';
import { sampleCaptions } from '../../../src/bitstream/captions/sample-captions.js';

/** A sequence and a picture parameter set, and a slice. */
const UNITS = [Buffer.from([0x67, 0x64]), Buffer.from([0x68, 0xee]), Buffer.from([0x65, 0x88, 0x84])];
const SAMPLE = Buffer.concat(UNITS.flatMap((unit) => [Buffer.from([0, 0, 0, unit.length]), unit]));

function constructs(count: number): Construct[] {
  return Array.from({ length: count }, (_, i) => ({ type: i % 4, first: 0, second: i % 256 }));
}

function unitTypes(sample: Uint8Array): number[] {
  const bytes = Buffer.from(sample);
  const types: number[] = [];
  for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32BE(at)) types.push(bytes[at + 4]! & 0x1f);
  return types;
}

describe('captions that are written into a sample', () => {
  test('are before its slice and behind its parameter sets', () => {
    expect(unitTypes(withCaptions(SAMPLE, constructs(2)))).toEqual([7, 8, 6, 5]);
  });

  test.each([1, 31, 32, 100])('are read again: %d constructs', (count) => {
    const sample = withCaptions(SAMPLE, constructs(count));
    expect(sampleCaptions(sample, { codec: 'h264', framing: 4 })).toEqual(constructs(count));
  });

  test('do not look like a start code, though their bytes are zeros', () => {
    const zeros = Array.from({ length: 31 }, () => ({ type: 0, first: 0, second: 0 }));
    const sample = withCaptions(SAMPLE, zeros);
    const sei = Buffer.from(sample).subarray(SAMPLE.indexOf(UNITS[2]!) - 4 + 4, sample.length - 7);
    const triples = Array.from(sei.keys()).filter(
      (i) => sei[i] === 0 && sei[i + 1] === 0 && sei[i + 2] !== undefined && sei[i + 2]! <= 3,
    );
    expect(triples).toEqual([]);
  });

  test('leave a sample as it is where there are none', () => {
    expect(withCaptions(SAMPLE, [])).toBe(SAMPLE);
  });
});
