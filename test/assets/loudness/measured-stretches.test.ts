import { describe, expect, it } from 'vitest';
import { isAllMeasured, measuredStretches } from '../../../src/assets/loudness/measured-stretches.js';

describe('what is measured', () => {
  it('is all of the audio, one stretch after the other', () => {
    expect(measuredStretches({ start: 0.5, end: 50 })).toEqual([
      { start: 0.5, end: 20.5 },
      { start: 20.5, end: 40.5 },
      { start: 40.5, end: 50 },
    ]);
    expect(isAllMeasured({ start: 0, end: 600 })).toBe(true);
  });

  it('is ten minutes of a film, spread over it', () => {
    const stretches = measuredStretches({ start: 0, end: 7200 });
    expect(stretches).toHaveLength(30);
    expect(stretches[1]).toEqual({ start: 240, end: 260 });
    expect(stretches.at(-1)).toEqual({ start: 6960, end: 6980 });
    expect(isAllMeasured({ start: 0, end: 601 })).toBe(false);
  });

  it('overlaps nowhere, also of what is hardly longer than ten minutes', () => {
    const stretches = measuredStretches({ start: 0, end: 601 });
    for (const [n, { start }] of stretches.slice(1).entries())
      expect(start).toBeGreaterThanOrEqual(stretches[n]!.end);
  });

  it('is nothing of a track without audio', () => {
    expect(measuredStretches({ start: 3, end: 3 })).toEqual([]);
  });
});
