import { expect, test } from 'vitest';
import { formatsIn } from '../../../src/encoder/produce/audio/audio-formats.js';

const line = (pts: number, channels: number, rate: number) =>
  `[Parsed_ashowinfo_0 @ 0x5] n:0 pts:${pts} pts_time:1000.18 pos:931 fmt:fltp channels:${channels} chlayout:5.1(side) rate:${rate} nb_samples:1536 checksum:1F`;

test('formats begin with the sample of the first frame that has them, to a sample', () => {
  const plan = {
    first: 7,
    timescale: 48_000,
    times: Float64Array.of(48_000_000, 48_001_536, 48_003_072, 48_004_608),
  };
  const report = [
    line(48_000_000, 2, 48_000),
    line(48_001_536, 2, 48_000),
    line(48_003_071, 6, 48_000),
    line(32_003_072, 6, 32_000),
  ].join('\n');
  expect(formatsIn(report, plan)).toEqual([
    { firstSample: 7, channels: 2, sampleRate: 48_000 },
    { firstSample: 9, channels: 6, sampleRate: 48_000 },
    { firstSample: 10, channels: 6, sampleRate: 32_000 },
  ]);
});
