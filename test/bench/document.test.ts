import { describe, expect, it } from 'vitest';
import { comparisonTable, figureTable } from '../../bench/support/document-tables.js';
import { documentText, goalRatio, imagesOf, inOrder } from '../../bench/support/document-text.js';
import type { Result } from '../../bench/support/results.js';

const machine = {
  commit: 'abc1234',
  processor: 'A processor',
  cores: 2,
  system: 'Linux 6',
  node: 'v20',
  ffmpeg: '5.1',
};

function result(name: string, more: Partial<Result> = {}): Result {
  return {
    name,
    question: 'a segment, against a command',
    goal: 'at most 1.0',
    measuredAt: '2026-01-02T03:04:05.000Z',
    machine,
    goalMet: true,
    summary: `${name} ratio 0.97`,
    ...more,
  };
}

const pair = { unit: 'ms', onplay: [90, 100, 120], theirs: [100, 100, 100] };

describe('the document', () => {
  it('summarizes every bench in one table', () => {
    const text = documentText([result('cold'), result('hit', { goalMet: false })], new Map());
    expect(text).toContain('| [cold](#cold) | a segment | at most 1.0 | cold ratio 0.97 | yes |');
    expect(text).toContain('| [hit](#hit) | a segment | at most 1.0 | hit ratio 0.97 | **no** |');
  });

  it('lists the benches in a fixed order, others last', () => {
    const results = ['zebra', 'quality', 'apple', 'hit', 'cold'].map((name) => result(name));
    expect(inOrder(results).map(({ name }) => name)).toEqual(['cold', 'hit', 'quality', 'apple', 'zebra']);
  });

  it('says how to rerun a bench, where and when it was measured, and what it assumes', () => {
    const text = documentText([result('cold', { assumptions: ['the file is warm'] })], new Map());
    expect(text).toContain('./run bench cold');
    expect(text).toContain(
      '*2026-01-02, commit abc1234, A processor, 2 cores, Linux 6, Node v20, ffmpeg 5.1*',
    );
    expect(text).toContain('- The file is warm.');
  });

  it('includes hand-written notes', () => {
    expect(documentText([result('cold')], new Map([['cold', 'Missed by the start.\n']]))).toContain(
      '\n\nMissed by the start.\n\n',
    );
  });

  it('shows every image that is written', () => {
    const chart = { title: 'Over time', xLabel: 'h', yLabel: 'MB', curves: [] };
    const drawn = result('cold', {
      comparisons: [{ name: '720p', other: 'ffmpeg', ...pair }],
      charts: [chart],
    });
    expect(imagesOf(drawn).map(({ file }) => file)).toEqual(['bench-cold.svg', 'bench-cold-1.svg']);
    const text = documentText([drawn], new Map());
    expect(text).toContain('![cold: ratios](images/bench-cold.svg)');
    expect(text).toContain('![cold: Over time](images/bench-cold-1.svg)');
  });

  it('is only the introduction without results', () => {
    expect(documentText([], new Map())).toMatch(/^# Benchmarks/);
  });
});

describe('the tables', () => {
  it('compare medians and show the range of ratios', () => {
    const lines = comparisonTable([{ name: '720p | top', other: 'ffmpeg', ...pair }]).split('\n');
    expect(lines[0]).toBe('|  | Onplay | ffmpeg | ratio | min to max | pairs |');
    expect(lines[2]).toBe('| 720p \\| top | 100 ms | 100 ms | **1.00** | 0.90 to 1.20 | 3 |');
  });

  it('name the other side in each row if there are several', () => {
    const rows = ['nginx', 'Node'].map((other) => ({ name: 'hit', other, ...pair }));
    expect(comparisonTable(rows)).toContain('100 ms (nginx)');
  });

  it('show figures with a range if there is one', () => {
    const text = figureTable([
      { name: 'memory', unit: 'MB', values: [10, 30, 20] },
      { name: 'once', unit: 's', values: [2] },
    ]);
    expect(text).toContain('| memory | 20.0 MB | 10.0 to 30.0 | 3 |');
    expect(text).toContain('| once | 2.00 s |  | 1 |');
  });

  it('are empty without rows', () => {
    expect(comparisonTable([])).toBe('');
  });
});

describe('a goal', () => {
  it('has a ratio only if it is one', () => {
    expect(['at most 1.0', 'at least 1.5', 'at least 87% less of both', 'none lost'].map(goalRatio)).toEqual([
      1,
      1.5,
      undefined,
      undefined,
    ]);
  });
});
