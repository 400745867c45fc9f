import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  marksId,
  readGrantedMarks,
  readMarks,
  writeGrantedMarks,
  writeMarks,
  writeSegmentSet,
} from '../../../src/shared/marks/granted-marks.js';
import { drawableText, MARK_PLACES, type Mark } from '../../../src/shared/marks/mark.js';

/** How the edge in nginx reads it. */
const edge = (
  (await import(new URL('../../../cdn/nginx/marks.js', import.meta.url).href)) as {
    default: { isUnmarked(marks: string, rendition: string, file: string): boolean };
  }
).default;

const time = fc.integer({ min: 1, max: 86_400_000 });
const text = fc
  .string({ minLength: 1, maxLength: 60, unit: 'grapheme' })
  .filter((it) => drawableText(it) === it);
const mark: fc.Arbitrary<Mark> = fc
  .record({
    text,
    where: fc.oneof(
      fc.record({ place: fc.constantFrom(...MARK_PLACES) }),
      fc.record({ moves: fc.record({ every: time, seed: fc.string({ minLength: 1, maxLength: 20 }) }) }),
    ),
    size: fc.integer({ min: 2, max: 20 }),
    opacity: fc.integer({ min: 10, max: 100 }).map((percent) => percent / 100),
    shown: fc.option(fc.record({ every: time, for: time, from: time }), { nil: undefined }),
  })
  .map(({ where, shown, ...rest }) => ({ ...rest, ...where, ...(shown && { shown }) }));

const anna: Mark = { text: 'Anna', place: 'top', size: 4, opacity: 0.6 };
const { text: _text, ...unlabelled } = anna;
const written = writeMarks([anna])!;

describe('marks in a grant', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(mark, { minLength: 1, maxLength: 4 }), (marks) => {
        const written = writeMarks(marks);
        fc.pre(written !== undefined);
        expect(readMarks(written)).toEqual(marks);
        const granted = { version: '7a3f01', unmarked: 'Ab_', marks };
        expect(readGrantedMarks(writeGrantedMarks(granted))).toEqual(granted);
      }),
      { seed: 67, numRuns: 300 },
    );
  });

  it('may be images, by name and hash', () => {
    const logo: Mark = { ...unlabelled, image: { name: 'logo.png', hash: '0123456789ab' } };
    const other: Mark = { ...unlabelled, image: { name: 'logo.png', hash: '0123456789ac' } };
    expect(readMarks(writeMarks([logo, anna])!)).toEqual([logo, anna]);
    expect(marksId(writeMarks([other])!)).not.toBe(marksId(writeMarks([logo])!));
  });

  it('are not written where they are too long for it', () => {
    const long = { ...anna, text: 'ä'.repeat(128) };
    expect(writeMarks([long, long])).toBeDefined();
    expect(writeMarks([long, long, long, long])).toBeUndefined();
  });

  const other = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each([
    ['nothing', ''],
    ['no version', `;${marksId(written)};;${written}`],
    ['another id', `7a3f01;${'0'.repeat(12)};;${written}`],
    ['segments that end with none', `7a3f01;${marksId(written)};BA;${written}`],
    ['segments of other digits', `7a3f01;${marksId(written)};+;${written}`],
    ['too many segments', `7a3f01;${marksId(written)};${'B'.repeat(801)};${written}`],
    ['more', `7a3f01;${marksId(written)};;${written};`],
  ])('are not read with %s', (_, text) => {
    expect(readGrantedMarks(text)).toBeUndefined();
  });

  it.each([
    ['no marks', []],
    ['too many', Array(5).fill(anna)],
    ['invisible text', [{ ...anna, text: '\u200b' }]],
    ['an image with a path', [{ ...unlabelled, image: { name: '../logo.png', hash: '0123456789ab' } }]],
    ['an image with another hash', [{ ...unlabelled, image: { name: 'logo.png', hash: 'x' } }]],
    ['a text and an image', [{ ...anna, image: { name: 'logo.png', hash: '0123456789ab' } }]],
    ['text in two lines', [{ ...anna, text: 'a\nb' }]],
    ['members in another order', [{ place: 'top', text: 'Anna', size: 4, opacity: 0.6 }]],
    ['a member more', [{ ...anna, colour: 'red' }]],
    ['an opacity of nothing', [{ ...anna, opacity: 0 }]],
    ['no list', anna],
  ])('are not read as %s', (_, value) => {
    expect(readMarks(other(value))).toBeUndefined();
  });
});

describe('segments in a grant', () => {
  it('are those that an edge finds in it, and no others', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 500 }), (has) => {
        const set = writeSegmentSet(has.length, (segment) => has[segment]!);
        expect(set).toMatch(/^[\w-]*$/);
        const granted = `012345;${'a'.repeat(12)};${set}`;
        const found = Array.from({ length: 520 }, (_, segment) =>
          edge.isUnmarked(granted, 'v720-0123456789abcdef', `${segment}.m4s`),
        );
        expect(found).toEqual(found.map((_, segment) => has[segment] ?? false));
      }),
      { seed: 67, numRuns: 300 },
    );
  });

  it('are not named beyond the room there is for them', () => {
    expect(writeSegmentSet(100_000, () => true)).toBe('_'.repeat(800));
  });
});
