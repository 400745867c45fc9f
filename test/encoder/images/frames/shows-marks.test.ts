import { describe, expect, it } from 'vitest';
import { showsMarks } from '../../../../src/encoder/images/frames/shows-marks.js';
import { type ImageChoice, imageRendition } from '../../../../src/encoder/images/image-renditions.js';
import { trickRendition } from '../../../../src/encoder/images/trick-rendition.js';
import type { Mark } from '../../../../src/shared/marks/mark.js';
import { madeUpAsset } from '../../../segments/support/made-up-master.js';

/** Ten seconds at 25 frames per second, with keyframes two seconds apart. */
const { index, ladder } = madeUpAsset();
const track = index.video!;

const markAt = (from: number, length: number): Mark => ({
  ...{ text: 'Anna', place: 'top', size: 4, opacity: 1 },
  shown: { every: 3_600_000, for: length, from },
});
const shows = (choice: ImageChoice, image: number, from: number, length: number, of = track) =>
  showsMarks(of, imageRendition(of, choice), image, [markAt(from, length)]);

describe('a mark stands at a time that an image may show', () => {
  it('if it is that of a frame, from the beginning of the mark to its end', () => {
    const frame = { purpose: 'frame', format: 'jpg' } as const;
    // Frames are at 3.96, 4 and 4.04 seconds.
    expect([99, 100, 101].map((image) => shows(frame, image, 4000, 40))).toEqual([false, true, false]);
    expect([99, 100, 101].map((image) => shows(frame, image, 4001, 39))).toEqual([false, false, false]);
  });

  it('if it is that of a frame among which a poster is chosen', () => {
    const poster = { purpose: 'poster', format: 'jpg' } as const;
    expect([0, 2000, 4000, 6000, 8000].map((from) => shows(poster, 0, from, 40))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    const trim = { first: 190, end: 250 };
    expect(shows({ ...poster, trim }, 0, 8000, 40)).toBe(true);
    expect(shows({ ...poster, trim: { first: 201, end: 210 } }, 0, 8040, 1)).toBe(true);
    expect(shows({ ...poster, trim: { first: 201, end: 210 } }, 0, 8000, 40)).toBe(false);
  });

  it('if it is one of the three seconds from there on that are a preview', () => {
    const preview = { purpose: 'preview', format: 'webp' } as const;
    expect([1000, 8900, 9040].map((from) => shows(preview, 0, from, 39))).toEqual([false, true, false]);
    // Of a clip that ends soon after the frame of the poster, from earlier on.
    expect(shows({ ...preview, trim: { first: 150, end: 220 } }, 0, 6100, 100)).toBe(true);
  });

  it('if it is that of a frame in a sheet', () => {
    const sheet = { purpose: 'sheet', format: 'jpg' } as const;
    expect(shows(sheet, 0, 4000, 40)).toBe(true);
    expect(shows(sheet, 0, 4040, 1900)).toBe(false);
    expect(shows(sheet, 1, 0, 3_000_000)).toBe(false);
  });

  it('if it is that of a frame for trick play', () => {
    const rendition = trickRendition(ladder.video[0]!, track.end);
    const marks = [markAt(4000, 40)];
    expect([0, 1, 2, 3, 4, 5].map((image) => showsMarks(track, rendition, image, marks))).toEqual([
      false,
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it('if it is that of a frame that may be taken for a lost one, in a transport stream', () => {
    const samples = { ...track.samples, packets: { size: 188 } } as unknown as typeof track.samples;
    const frame = { purpose: 'frame', format: 'jpg' } as const;
    expect(shows(frame, 50, 4000, 40, { ...track, samples })).toBe(true);
    expect(shows(frame, 150, 4000, 40, { ...track, samples })).toBe(false);
  });
});
