/** Caption data in samples, written by the tables of each standard. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleCaptions } from '../../../src/bitstream/captions/sample-captions.js';
import { captionSei, captionUserData, fieldPair } from '../../support/captions/caption-messages.js';

const HELLO = fieldPair(1, [0xc8, 0xe5]);
const USER_DATA = captionUserData([HELLO, fieldPair(2)], 20);
const FOUND = [
  { type: 0, first: 0xc8, second: 0xe5 },
  { type: 1, first: 0x80, second: 0x80 },
];
const START = Buffer.from([0, 0, 0, 1]);
const SLICE = Buffer.from([0x65, 0x88, 0x84, 0x21]);

function behindLengths(...units: readonly Buffer[]): Buffer {
  const length = (unit: Buffer) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(unit.length);
    return bytes;
  };
  return Buffer.concat(units.flatMap((unit) => [length(unit), unit]));
}

function behindStartCodes(...units: readonly Buffer[]): Buffer {
  return Buffer.concat(units.flatMap((unit) => [START, unit]));
}

describe('captions are found', () => {
  test.each(['h264', 'hevc'] as const)('in samples of %s, without padding', (codec) => {
    const sei = captionSei(USER_DATA, codec);
    const slice = codec === 'h264' ? SLICE : Buffer.from([0x26, 0x01, 0xaf]);
    expect(sampleCaptions(behindLengths(sei, slice), { codec, framing: 4 })).toEqual(FOUND);
    const framing = 'start codes' as const;
    expect(sampleCaptions(behindStartCodes(sei, slice), { codec, framing })).toEqual(FOUND);
  });

  test('of both fields, where each is a picture', () => {
    const sei = captionSei(USER_DATA);
    const sample = behindLengths(sei, SLICE, sei, SLICE);
    expect(sampleCaptions(sample, { codec: 'h264', framing: 4 })).toEqual([...FOUND, ...FOUND]);
  });

  test('behind another message in the same unit', () => {
    const sei = captionSei(USER_DATA);
    const timing = [1, 2, 0x12, 0x34];
    const both = Buffer.concat([sei.subarray(0, 1), Buffer.from(timing), sei.subarray(1)]);
    expect(sampleCaptions(behindLengths(both, SLICE), { codec: 'h264', framing: 4 })).toEqual(FOUND);
  });

  test('in MPEG-2, between the header of the picture and its slices', () => {
    const picture = Buffer.from([0, 0, 1, 0, 0x00, 0x0f, 0xff, 0xf8]);
    const userData = Buffer.concat([Buffer.from([0, 0, 1, 0xb2]), USER_DATA]);
    const slice = Buffer.from([0, 0, 1, 1, 0x2b, 0xb1]);
    const sample = Buffer.concat([picture, userData, slice]);
    expect(sampleCaptions(sample, { codec: 'mpeg2video', framing: 4 })).toEqual(FOUND);
  });
});

describe('no captions are found', () => {
  const read = (...units: readonly Buffer[]) =>
    sampleCaptions(behindLengths(...units), { codec: 'h264', framing: 4 });

  test('in user data of others', () => {
    expect(read(captionSei(Buffer.concat([Buffer.from('DTG1'), USER_DATA.subarray(4)])), SLICE)).toEqual([]);
  });

  test('in what does not ask to be processed', () => {
    const unprocessed = Buffer.from(USER_DATA);
    unprocessed[5]! &= ~0x40;
    expect(read(captionSei(unprocessed), SLICE)).toEqual([]);
  });

  test('beyond where a message is cut short', () => {
    expect(read(captionSei(USER_DATA.subarray(0, 7 + 4)), SLICE)).toEqual(FOUND.slice(0, 1));
  });
});

test('any bytes are read without an error', () => {
  const codec = fc.constantFrom('h264' as const, 'hevc' as const, 'mpeg2video' as const);
  const framing = fc.constantFrom(1 as const, 4 as const, 'start codes' as const);
  fc.assert(
    fc.property(codec, framing, fc.uint8Array({ maxLength: 300 }), (codec, framing, bytes) => {
      expect(Array.isArray(sampleCaptions(bytes, { codec, framing }))).toBe(true);
    }),
    { seed: 14, numRuns: 500 },
  );
});
