import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../bench/support/bench.js';
import { axisOver, niceStep } from '../../bench/support/svg-axis.js';
import { lineChart } from '../../bench/support/svg-chart.js';
import { escapeText } from '../../bench/support/svg-elements.js';
import { shortened } from '../../bench/support/svg-plot.js';
import { isRatioPlot, ratioPlot, ratioText } from '../../bench/support/svg-ratios.js';

const SEED = { seed: 7 };

const comparison: Comparison = {
  name: '720p',
  unit: 'ms',
  other: 'ffmpeg',
  onplay: [90, 110],
  theirs: [100, 100],
};

describe('text in a plot', () => {
  it('is escaped', () => {
    expect(escapeText('a<b> & "c"')).toBe('a&lt;b&gt; &amp; &quot;c&quot;');
  });

  it('contains no character that XML forbids', () => {
    expect(escapeText('a\u0000\uD800b\uFFFF')).toBe('a\uFFFD\uFFFDb\uFFFD');
  });

  it('never opens an element, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"]/.test(escapeText(text))),
      SEED,
    );
  });

  it('is truncated when too wide', () => {
    expect(shortened('abcdef', 35, 7)).toBe('abcd…');
    expect(shortened('abcde', 35, 7)).toBe('abcde');
  });
});

describe('an axis', () => {
  it('puts larger values further along', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, (list) => {
        const axis = axisOver(list, 0, 500);
        const sorted = [...list].sort((a, b) => a - b).map((value) => axis.at(value));
        return sorted.every((place, i) => Number.isFinite(place) && place >= (sorted[i - 1] ?? 0) - 1e-6);
      }),
      SEED,
    );
  });

  it('has round numbers', () => {
    expect(axisOver([0.93, 1.55], 0, 100).ticks.map(({ text }) => text)).toContain('1.2');
    expect([0.13, 0.27, 7, 0].map(niceStep)).toEqual([0.1, 0.2, 5, 1]);
  });

  it('is logarithmic for a long range', () => {
    const axis = axisOver([1, 10, 1000], 0, 300);
    expect(axis.at(10) - axis.at(1)).toBeCloseTo(axis.at(100) - axis.at(10));
    expect(axis.ticks.map(({ text }) => text)).toContain('200');
  });

  it('works without values', () => {
    expect(axisOver([], 0, 100).at(0)).toBe(0);
  });
});

describe('the plot of ratios', () => {
  it('shows the median of each comparison and the line at 1', () => {
    const svg = ratioPlot('cold: ratios', [comparison]);
    expect(svg).toContain('>1.00</text>');
    expect(svg).toContain('>equal</text>');
    expect(svg).not.toContain('goal');
  });

  it('draws a line at the goal too', () => {
    expect(ratioPlot('hit', [comparison], 1.5)).toContain('>goal 1.50</text>');
  });

  it('is the same each time', () => {
    expect(ratioPlot('cold', [comparison])).toBe(ratioPlot('cold', [comparison]));
  });

  it('omits comparisons without a ratio', () => {
    expect(isRatioPlot([{ ...comparison, theirs: [0, 0] }])).toBe(false);
    expect(isRatioPlot([comparison])).toBe(true);
  });

  it('shows small ratios as fractions', () => {
    expect(ratioText(1 / 2500)).toBe('1/2,500');
    expect(ratioText(0.97)).toBe('0.97');
  });
});

describe('the chart', () => {
  const chart = {
    title: 'a < b',
    xLabel: 'x',
    yLabel: 'y',
    curves: [
      {
        name: 'one & only',
        points: [
          [1, 2],
          [2, Number.NaN],
          [3, 4],
        ] as const,
      },
    ],
  };

  it('draws each curve and names it', () => {
    const svg = lineChart(chart);
    expect(svg).toContain('one &amp; only');
    expect(svg.match(/<circle/g)).toHaveLength(2);
    expect(svg).not.toContain('NaN');
  });

  it('works without points', () => {
    expect(lineChart({ ...chart, curves: [] })).toContain('</svg>');
  });
});
