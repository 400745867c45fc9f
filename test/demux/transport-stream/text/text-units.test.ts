import { expect, test } from 'vitest';
import { TextUnits } from '../../../../src/demux/transport-stream/text/text-units.js';

const MEBIBYTE = 1024 * 1024;

/** Sets that each begin with a packet of another time. */
function unitsOf(packets: readonly { readonly ticks: number; readonly offset: number }[]) {
  const units = new TextUnits((_, isLater) => isLater);
  for (const { ticks, offset } of packets) {
    units.begin({ ticks, epoch: 0 });
    units.push(Buffer.alloc(10), 0, 10, offset);
  }
  units.end(true);
  return units.units.map(({ offset, size }) => ({ offset, size }));
}

test('a display set of several packets is one unit', () => {
  const packets = [1, 1, 2].map((ticks, i) => ({ ticks, offset: i * MEBIBYTE }));
  expect(unitsOf(packets)).toEqual([
    { offset: 0, size: 20 },
    { offset: 2 * MEBIBYTE, size: 10 },
  ]);
});

test('a display set that is spread over much of the file is left out, and the next is whole', () => {
  const spread = [0, 16, 31, 33, 34].map((megabytes) => ({ ticks: 1, offset: megabytes * MEBIBYTE }));
  expect(unitsOf([...spread, { ticks: 2, offset: 35 * MEBIBYTE }])).toEqual([
    { offset: 35 * MEBIBYTE, size: 10 },
  ]);
});
