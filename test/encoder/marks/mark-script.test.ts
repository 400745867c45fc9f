import { describe, expect, it } from 'vitest';
import { canvasOf, scriptBlock, scriptHeader, scriptLines } from '../../../src/encoder/marks/mark-script.js';
import { MARK_PLACES, type Mark } from '../../../src/shared/marks/mark.js';

const anna: Mark = { text: 'Anna', place: 'top-left', size: 5, opacity: 0.6 };
const MINUTE = { start: 0, end: 60_000 };
const wide = canvasOf({ width: 1280, height: 720 });

const textOf = (mark: Mark, canvas = wide) => scriptLines([mark], MINUTE, canvas)[0]!.text;
const positionOf = (text: string) => /\\pos\(([\d.]+),([\d.]+)\)/.exec(text)!.slice(1).map(Number);

describe('a mark as a line of a script', () => {
  it('has its own place, size and opacity', () => {
    expect(textOf(anna)).toBe('{\\an7\\pos(86.4,86.4)\\fs108.0\\bord6.5\\alpha&H66&}Anna');
    expect(scriptBlock({ ...MINUTE, text: 'x' }, 3)).toBe('3,0,Default,,0,0,0,,x');
  });

  it.each([
    [1280, 720],
    [720, 1280],
    [426, 240],
    [320, 320],
  ])('lies within a frame of %d×%d, in whatever place', (width, height) => {
    const canvas = canvasOf({ width, height });
    expect(scriptHeader(canvas)).toContain(`PlayResX: ${canvas.width}\nPlayResY: ${canvas.height}\n`);
    expect(canvas.width / canvas.height).toBeCloseTo(width / height, 2);
    for (const place of MARK_PLACES) {
      const [x, y] = positionOf(textOf({ ...anna, place }, canvas));
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(canvas.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(canvas.height);
    }
  });

  const sizeOf = (text: string, canvas = wide) =>
    Number(/\\fs([\d.]+)/.exec(textOf({ ...anna, text }, canvas))![1]);

  it('is smaller where it would be wider than the frame', () => {
    const size = sizeOf('W'.repeat(60));
    expect(size * 0.86 * 60).toBeLessThanOrEqual(wide.width);
    expect(size).toBeGreaterThan(43.2);
  });

  it('is never too small to be read, whatever its viewer is called', () => {
    expect(sizeOf('W'.repeat(128))).toBe(43.2);
    expect(sizeOf('W'.repeat(128), canvasOf({ width: 360, height: 640 }))).toBe(43.2);
    // Accents take no width.
    expect(sizeOf(`a${'\u0307\u0307\u0307b'.repeat(20)}`)).toBe(sizeOf('ab'.padEnd(21, 'b')));
  });

  it('moves with the time, whole within the frame', () => {
    const { place: _, ...rest } = anna;
    const moving: Mark = { ...rest, moves: { every: 5000, seed: 'x' } };
    const lines = scriptLines([moving], MINUTE, wide);
    expect(lines.map(({ start, end }) => [start, end])).toEqual(
      Array.from({ length: 12 }, (_, i) => [i * 5000, (i + 1) * 5000]),
    );
    const places = lines.map(({ text }) => positionOf(text));
    expect(new Set(places.map(String)).size).toBe(12);
    for (const [x = 0, y = 0] of places) {
      expect(x).toBeGreaterThan(4 * 43);
      expect(x).toBeLessThan(wide.width - 4 * 43);
      expect(y).toBeGreaterThan(54);
      expect(y).toBeLessThan(wide.height - 54);
    }
  });

  it('begins a millisecond early, as ffmpeg may take a frame at its start for one before', () => {
    const scheduled: Mark = { ...anna, shown: { every: 30_000, for: 10_000, from: 5000 } };
    expect(scriptLines([scheduled], MINUTE, wide).map(({ start, end }) => [start, end])).toEqual([
      [4999, 15_000],
      [34_999, 45_000],
    ]);
  });

  it.each([
    ['{\\fs0}Anna', '\\{\\\u2060fs0}Anna'],
    ['a\\Nb', 'a\\\u2060Nb'],
    ['\\', '\\\u2060'],
    ['{', '\\{'],
  ])('has nothing in its text that is a command: %j', (text, written) => {
    expect(textOf({ ...anna, text })).toMatch(/^\{[^{}]+\}/);
    expect(textOf({ ...anna, text }).replace(/^\{[^{}]+\}/, '')).toBe(written);
  });
});
