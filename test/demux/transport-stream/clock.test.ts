import { expect, test } from 'vitest';
import { continuousTimes } from '../../../src/demux/transport-stream/clock/continuous-times.js';
import {
  fillAudioTimes,
  fillVideoTimes,
  usualInterval,
} from '../../../src/demux/transport-stream/clock/missing-times.js';
import { ProgrammeClock, StreamClock } from '../../../src/demux/transport-stream/clock/programme-clock.js';
import { UnitTable } from '../../../src/demux/transport-stream/units/unit-table.js';
import { TIMESTAMPS } from '../../../src/transport-stream/index.js';

const FRAME = 3600;
const SECOND = 90_000;

/** The times of streams on one timeline, given as they arrive: [stream, stored time]. */
function placed(
  arrivals: readonly (readonly [stream: number, time: number])[],
  interval = FRAME,
): number[][] {
  const programme = new ProgrammeClock();
  const streams = [0, 1].map(() => ({ clock: new StreamClock(programme, false), table: new UnitTable() }));
  for (const [stream, time] of arrivals) {
    const { clock, table } = streams[stream]!;
    const stored = ((time % TIMESTAMPS) + TIMESTAMPS) % TIMESTAMPS;
    table.add({ offset: 0, size: 1, time: clock.place(stored, undefined), flags: 0, length: 0 });
  }
  const tracks = streams.map(({ table }) => {
    const { epochs } = table;
    return { times: table.take().times, epochs, interval };
  });
  continuousTimes(programme, tracks);
  return tracks.map(({ times }) => Array.from(times));
}

const run = (stream: number, start: number, count: number): [number, number][] =>
  Array.from({ length: count }, (_, i) => [stream, start + i * FRAME]);
const ascending = (count: number, start = 0) => Array.from({ length: count }, (_, i) => start + i * FRAME);

test('a clock that wraps goes on', () => {
  const [video] = placed(run(0, TIMESTAMPS - 10 * FRAME, 20));
  expect(video!.map((time) => time - video![0]!)).toEqual(ascending(20));
});

test('recordings that were joined follow one another, with one and the same shift for all streams', () => {
  const part = [...run(0, SECOND, 10), ...run(1, SECOND + 900, 10)];
  const [video, audio] = placed([...part, ...part, ...part]);
  expect(video).toEqual(ascending(30));
  expect(audio).toEqual(ascending(30, 900));
});

test('a jump forwards or backwards by an hour goes on where it was', () => {
  for (const hours of [1, -1]) {
    const [video] = placed([...run(0, 2 * 3600 * SECOND, 5), ...run(0, (2 + hours) * 3600 * SECOND, 5)]);
    expect(video!.map((time) => time - video![0]!)).toEqual(ascending(10));
  }
});

test('seconds that were not received stay a gap', () => {
  const [video] = placed([...run(0, 0, 5), ...run(0, 5 * SECOND, 5)]);
  expect(video).toEqual([...ascending(5), ...ascending(5, 5 * SECOND)]);
});

test('a stream that is silent for minutes goes on at its time', () => {
  const minutes = run(0, 0, 3000);
  const [, audio] = placed([[1, 0], ...minutes, [1, 2999 * FRAME]]);
  expect(audio).toEqual([0, 2999 * FRAME]);
});

test('a single time that is wrong is not believed', () => {
  const [video] = placed([...run(0, SECOND, 5), [0, 777 * SECOND], ...run(0, SECOND + 6 * FRAME, 5)]);
  expect(video![5]).toBeNaN();
  expect(video!.slice(6)).toEqual(ascending(5, 6 * FRAME));
});

test('a stream may follow a jump later than others do', () => {
  const [video, audio] = placed([
    ...run(0, 0, 5),
    ...run(1, 0, 3),
    ...run(0, 9999 * SECOND, 5),
    ...run(1, 3 * FRAME, 2),
    ...run(1, 9999 * SECOND, 5),
  ]);
  expect(video).toEqual(ascending(10));
  expect(audio).toEqual(ascending(10));
});

test('a clock that jumps all the time is refused', () => {
  const jumps = Array.from({ length: 30_000 }, (_, i): [number, number] => [0, (i % 2) * 9999 * SECOND]);
  expect(() => placed(jumps)).toThrow(expect.objectContaining({ code: 'master_damaged' }));
});

test('frames without times are placed in the order in which they are presented', () => {
  const times = Float64Array.of(1000, Number.NaN, Number.NaN, Number.NaN, 5000);
  // I P B B P
  fillVideoTimes(times, (unit) => unit === 2 || unit === 3, 1000);
  expect(Array.from(times)).toEqual([1000, 4000, 2000, 3000, 5000]);
});

test('frames before the first time, and after the last, are a frame apart', () => {
  const times = Float64Array.of(Number.NaN, Number.NaN, 5000, Number.NaN);
  fillVideoTimes(times, () => false, 1000);
  expect(Array.from(times)).toEqual([3000, 4000, 5000, 6000]);
});

test('audio without times follows', () => {
  const times = Float64Array.of(Number.NaN, 500, Number.NaN, 900, Number.NaN);
  fillAudioTimes(times, () => 100);
  expect(Array.from(times)).toEqual([400, 500, 600, 900, 1000]);
});

test('how far frames are apart is seen in reordered times, and in times of which most are missing', () => {
  const reordered = Float64Array.from({ length: 300 }, (_, i) => 1000 * (i + [3, -1, -1, -1][i % 4]!));
  expect(usualInterval(reordered, () => false, 7)).toBe(1000);
  const sparse = Float64Array.from({ length: 300 }, (_, i) => (i % 12 === 0 ? i * 1000 : Number.NaN));
  expect(usualInterval(sparse, () => false, 7)).toBe(1000);
  expect(usualInterval(new Float64Array(1), () => false, 7)).toBe(7);
});
