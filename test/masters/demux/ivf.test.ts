import { expect, test } from 'vitest';
import { readIvf, vp8SampleDescription } from '../../../src/masters/demux/ivf.js';
import { masterBoxes } from '../../../src/masters/demux/master-boxes.js';
import { readSampleEntry } from '../../../src/masters/demux/sample-description.js';
import { inMemory } from '../support/byte-source.js';
import { codeOf } from '../support/errors.js';

interface IvfFrame {
  readonly time: number;
  readonly size?: number;
  /** Bit 0: not a keyframe; bit 4: shown. */
  readonly tag?: number;
}

const KEY = 0x10;
const INTER = 0x11;
const HIDDEN = 0x01;

function ivf(frames: readonly IvfFrame[], rate = 1000, scale = 1): Buffer {
  const head = Buffer.alloc(32);
  head.write('DKIF');
  head.writeUInt16LE(640, 12);
  head.writeUInt16LE(360, 14);
  head.writeUInt32LE(rate, 16);
  head.writeUInt32LE(scale, 20);
  return Buffer.concat([head, ...frames.flatMap(frameBytes)]);
}

function frameBytes({ time, size = 10, tag = INTER }: IvfFrame): Buffer[] {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(size, 0);
  head.writeBigInt64LE(BigInt(time), 4);
  return [head, Buffer.alloc(size, tag)];
}

test('frames are found with their times and keyframes', async () => {
  const frames = [{ time: 0, tag: KEY, size: 20 }, { time: 33 }, { time: 67 }];
  const track = await readIvf(inMemory(ivf(frames)));
  expect([track.width, track.height]).toEqual([640, 360]);
  expect(Array.from(track.samples.offsets)).toEqual([44, 76, 98]);
  expect(Array.from(track.samples.sizes)).toEqual([20, 10, 10]);
  expect(Array.from(track.samples.sync)).toEqual([1, 0, 0]);
  expect(track.timeline).toMatchObject({ timescale: 10_000, start: 0, end: 1010 });
  expect(Array.from(track.timeline.times)).toEqual([0, 330, 670]);
});

test('frames that are only references are samples but not presented', async () => {
  const frames = [{ time: 0, tag: KEY }, { time: 33, tag: HIDDEN }, { time: 34 }];
  const { samples, frames: shown } = await readIvf(inMemory(ivf(frames)));
  expect(samples.count).toBe(3);
  expect(Array.from(shown)).toEqual([0, 2]);
});

test('many small frames take few reads', async () => {
  const frames = Array.from({ length: 5000 }, (_, i) => ({ time: i, tag: KEY }));
  const source = inMemory(ivf(frames));
  expect((await readIvf(source)).samples.count).toBe(5000);
  expect(source.counts.reads).toBeLessThan(5);
});

test.each([
  ['that is not IVF', Buffer.alloc(100), 'master_damaged'],
  ['that is too short', Buffer.from('DKIF'), 'master_damaged'],
  ['with a fractional timescale', ivf([{ time: 0 }], 1000, 3), 'master_damaged'],
  ['without frames', ivf([]), 'master_duration_unsupported'],
  ['whose last frame is cut short', ivf([{ time: 0, size: 100 }]).subarray(0, 100), 'master_truncated'],
])('a file %s is refused', async (_, bytes, code) => {
  expect(await codeOf(() => readIvf(inMemory(bytes)))).toBe(code);
});

test('the generated sample description can be read', () => {
  const stsd = vp8SampleDescription(640, 360);
  expect(Array.from(masterBoxes(stsd).children(), ({ type, end }) => [type, end])).toEqual([
    ['stsd', stsd.byteLength],
  ]);
  expect(readSampleEntry(stsd, 'vide')).toEqual({ type: 'vp08', video: { width: 640, height: 360 } });
});
