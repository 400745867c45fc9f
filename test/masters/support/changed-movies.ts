/** Movies whose boxes are damaged at random. */
import fc from 'fast-check';
import { boxesIn } from '../../../src/masters/demux/boxes.js';

export interface Change {
  readonly kind: 'flip' | 'cut' | 'insert' | 'number';
  /** Share of the box. */
  readonly at: number;
  readonly length: number;
  readonly value: number;
}

/** A byte, a number or a stretch of a box changed, cut out or put in. */
export const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('flip', 'flip', 'flip', 'number', 'cut', 'insert'),
  at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  length: fc.integer({ min: 1, max: 40 }),
  value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x55),
});

function changed(bytes: Buffer, { kind, at, length, value }: Change): Buffer {
  const place = Math.floor(at * bytes.length);
  const after = bytes.subarray(Math.min(bytes.length, place + length));
  switch (kind) {
    case 'flip':
      return Buffer.concat([
        bytes.subarray(0, place),
        Buffer.of(bytes[place]! ^ (value || 4)),
        bytes.subarray(place + 1),
      ]);
    case 'cut':
      return Buffer.concat([bytes.subarray(0, place), after]);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, place), Buffer.alloc(length, value), bytes.subarray(place)]);
    case 'number':
      return Buffer.concat([bytes.subarray(0, place), Buffer.alloc(4, value), bytes.subarray(place + 4)]);
  }
}

/** The file as the boxes `moov` and `moof`, which are changed, and what lies between. */
export function withChanges(file: Buffer, changes: readonly Change[]): Buffer {
  const parts = Array.from(boxesIn(file), ({ type, start, end }) => {
    const bytes = file.subarray(start, end);
    return type === 'moov' || type === 'moof' ? changes.reduce(changed, bytes) : bytes;
  });
  return Buffer.concat(parts);
}
