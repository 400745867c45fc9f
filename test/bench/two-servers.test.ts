import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../bench/support/bench.js';
import { inColumns } from '../../bench/support/table.js';
import { headings, measuresOf, rowOf } from '../../bench/support/two-servers.js';

const outcome = (milliseconds: readonly number[], figures: Outcome['figures'] = []): Outcome => ({
  comparisons: [{ name: '480p', unit: 'ms', other: 'ffmpeg', onplay: milliseconds, theirs: [1] }],
  figures,
  goalMet: true,
  summary: 'done',
});

describe('two servers', () => {
  it('are compared by the median of each round', () => {
    const rounds = [
      { a: outcome([100, 300, 110]), b: outcome([55]) },
      { a: outcome([200]), b: outcome([120]) },
    ];
    expect(measuresOf(rounds)).toEqual([{ name: '480p', unit: 'ms', a: [110, 200], b: [55, 120] }]);
  });

  it('are compared only by measures of both', () => {
    const memory = { name: 'memory', unit: 'MiB', values: [7] };
    const rounds = [{ a: outcome([1], [memory]), b: outcome([1]) }];
    expect(measuresOf(rounds).map(({ name }) => name)).toEqual(['480p']);
  });

  it('have one row per measure', () => {
    const row = rowOf({ name: '480p', unit: 'ms', a: [100, 200, 300], b: [50, 120, 300] });
    expect(inColumns([headings('v1', 'main'), row])).toBe(
      [
        '      v1      main    main / v1  from  to    rounds',
        '480p  200 ms  120 ms  0.60       0.50  1.00  3',
        '',
      ].join('\n'),
    );
  });
});
