import { describe, expect, it } from 'vitest';
import { progressReader, type WholeCopy } from '../../../src/encoder/remux/remux-progress.js';

/** The progress reported for output that arrives in pieces of `pieceBytes`. */
function sharesOf(whole: WholeCopy, report: string, pieceBytes = report.length): number[] {
  const shares: number[] = [];
  const read = progressReader(whole, (share) => shares.push(share));
  for (let at = 0; at < report.length; at += pieceBytes) read(Buffer.from(report.slice(at, at + pieceBytes)));
  return shares;
}

const report = [
  'frame=10\ntotal_size=2500\nout_time_us=15000000\nout_time=00:00:15.00\nspeed=10x\nprogress=continue\n',
  'frame=20\ntotal_size=5000\nout_time_us=30000000\nprogress=continue\n',
  'frame=40\ntotal_size=10100\nout_time_us=60000000\nprogress=end\n',
].join('');

describe('the progress of a remux', () => {
  it('is computed from the copied duration', () => {
    expect(sharesOf({ seconds: 60, bytes: 1 }, report)).toStrictEqual([0.25, 0.5, 0.99]);
  });

  it('is computed from the copied bytes if the container has no duration', () => {
    expect(sharesOf({ bytes: 10_000 }, report)).toStrictEqual([0.25, 0.5, 0.99]);
  });

  it('does not depend on how the output is split', () => {
    for (const bytes of [1, 2, 7, 50])
      expect(sharesOf({ seconds: 60, bytes: 1 }, report, bytes)).toStrictEqual([0.25, 0.5, 0.99]);
  });

  it('is 0 before the first time is known', () => {
    expect(sharesOf({ seconds: 60, bytes: 0 }, 'out_time_us=N/A\nprogress=continue\n')).toStrictEqual([0]);
  });
});
