import { describe, expect, it } from 'vitest';
import { readLoudnessReport } from '../../../src/encoder/loudness/read-report.js';

const line = (t: number, loudness: string) =>
  `[Parsed_ebur128_4 @ 0x55d5] t: ${t}  TARGET:-23 LUFS    M:${loudness} S:-120.7     I: -70.0 LUFS       LRA:   0.0 LU  FTPK: -20.1 -20.1 dBFS  TPK: -20.1 -20.1 dBFS`;
const summary = (peak: string) => `[Parsed_ebur128_4 @ 0x55d5] Summary:

  Integrated loudness:
    I:         -23.0 LUFS
    Threshold: -33.0 LUFS

  Loudness range:
    LRA:         0.0 LU

  True peak:
    Peak:       ${peak} dBFS
`;

describe('a report of ebur128', () => {
  it('has a block each tenth of a second from the first that is whole, and the peak', () => {
    const lines = ['-120.7', '-120.7', '-120.7', ' -23.0', ' -22.9', '-9.5'].map((loudness, n) =>
      line(1000.1 + n / 10, loudness),
    );
    expect(readLoudnessReport([...lines, summary('-20.1')].join('\n'))).toEqual({
      blocks: [-23, -22.9, -9.5],
      truePeak: -20.1,
    });
  });

  it('has the highest peak, where the format of the audio changed and there are several', () => {
    expect(readLoudnessReport(summary('-20.1') + summary('0.3') + summary('-inf')).truePeak).toBe(0.3);
  });

  it('may be of silence', () => {
    expect(readLoudnessReport(summary('-inf')).truePeak).toBe(Number.NEGATIVE_INFINITY);
  });

  it.each(['', 'pipe:0: Invalid data found when processing input\n', line(1000.1, ' nan')])(
    'may say nothing',
    (report) => {
      expect(readLoudnessReport(report)).toEqual({ blocks: [], truePeak: undefined });
    },
  );
});
