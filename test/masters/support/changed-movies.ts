/** Random damage to the boxes of movies. */
import fc from 'fast-check';
import { masterBoxes } from '../../../src/demux/master-boxes.js';

export interface Change {
  readonly kind: 'flip' | 'cut' | 'insert' | 'number';
  /** Position as a share of the box. */
  readonly at: number;
  readonly length: number;
  readonly value: number;
}

/** A byte or a number of a box changed, or a range cut out or inserted. */
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

/** The file with all changes applied to each of its `moov` and `moof` boxes. */
export function withChanges(file: Buffer, changes: readonly Change[]): Buffer {
  const boxes = Array.from(masterBoxes(file).children(), ({ type, start, end }) => {
    const bytes = file.subarray(start, end);
    return type === 'moov' || type === 'moof' ? changes.reduce(changed, bytes) : bytes;
  });
  return Buffer.concat(boxes);
}
