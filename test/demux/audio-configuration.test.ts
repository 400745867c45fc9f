import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { audioConfiguration } from '../../src/demux/sample-description.js';

const box = (type: string, ...contents: Uint8Array[]) => {
  const body = Buffer.concat(contents);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
};
const descriptor = (tag: number, ...contents: Uint8Array[]) => {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, 0x80, 0x80, body.length]), body]);
};
const specific = Buffer.from('1190', 'hex');
const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');
const esds = (configuration: Uint8Array = specific) =>
  box(
    'esds',
    Buffer.alloc(4),
    descriptor(3, Buffer.alloc(3), descriptor(4, Buffer.alloc(13), descriptor(5, configuration))),
  );
const stsd = (entry: Uint8Array) => box('stsd', Buffer.alloc(4), Buffer.from([0, 0, 0, 1]), entry);
const mp4a = (...boxes: Uint8Array[]) => box('mp4a', Buffer.alloc(28), ...boxes);

describe('the configuration of AAC', () => {
  test('is found, also after other boxes', () => {
    expect(hex(audioConfiguration(stsd(mp4a(esds()))))).toBe('1190');
    expect(hex(audioConfiguration(stsd(mp4a(box('btrt', Buffer.alloc(12)), esds()))))).toBe('1190');
  });

  test.each([
    ['another coding', stsd(box('alac', Buffer.alloc(28), esds()))],
    ['no entry', stsd(Buffer.alloc(0))],
    ['no descriptor', stsd(mp4a())],
    ['a box that only QuickTime has', stsd(mp4a(box('wave', esds())))],
    ['an entry that is cut short', stsd(box('mp4a', Buffer.alloc(20)))],
    ['another descriptor', stsd(mp4a(box('esds', Buffer.alloc(4), descriptor(6, Buffer.alloc(3)))))],
  ])('is undefined with %s', (_, description) => {
    expect(audioConfiguration(description)).toBeUndefined();
  });

  test('is within the description or undefined, whatever the bytes are', () => {
    const whole = stsd(mp4a(esds()));
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), fc.nat(whole.length), (changes, length) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const found = audioConfiguration(bytes.subarray(0, length));
        expect(found === undefined || found.byteLength <= length).toBe(true);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});
