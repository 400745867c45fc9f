import { describe, expect, it } from 'vitest';
import { browserModule } from './browser-module.js';

interface Thumbnail {
  start: number;
  end: number;
  url: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

const { readStoryboard, thumbnailAt } = await browserModule<{
  readStoryboard(text: string, base: string): Thumbnail[];
  thumbnailAt(thumbnails: readonly Thumbnail[], time: number): Thumbnail | undefined;
}>('playback/scrubbing/storyboard.js');

const BASE = 'http://localhost/films/trailer/storyboard.vtt?token=x';
const TEXT = [
  'WEBVTT',
  '',
  '00:00:00.000 --> 00:00:02.500',
  '../../-/g/films/trailer/i160-5e1f00d05e1f00d0/0.jpg#xywh=0,0,160,90',
  '',
  '01:00:02.500 --> 01:00:05.000',
  '../../-/g/films/trailer/i160-5e1f00d05e1f00d0/0.jpg#xywh=160,90,160,90',
  '',
].join('\n');

describe('a storyboard', () => {
  it('is read as thumbnails with their times and places, at URLs relative to its own', () => {
    expect(readStoryboard(TEXT, BASE)).toEqual([
      {
        ...{ start: 0, end: 2.5, left: 0, top: 0, width: 160, height: 90 },
        url: 'http://localhost/-/g/films/trailer/i160-5e1f00d05e1f00d0/0.jpg',
      },
      expect.objectContaining({ start: 3602.5, end: 3605, left: 160, top: 90 }),
    ]);
  });

  it('is read with any line ends, and without what is no picture', () => {
    expect(readStoryboard(TEXT.replaceAll('\n', '\r\n'), BASE)).toEqual(readStoryboard(TEXT, BASE));
    expect(readStoryboard('WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nnot a picture\n', BASE)).toEqual([]);
  });

  it('shows at each time the picture that began last, and the first one before that', () => {
    const thumbnails = readStoryboard(TEXT, BASE).map((each) => ({ ...each, start: each.start + 1 }));
    const starts = [0, 1, 3603.4, 3603.5, 9999].map((time) => thumbnailAt(thumbnails, time)?.start);
    expect(starts).toEqual([1, 1, 1, 3603.5, 3603.5]);
    expect(thumbnailAt([], 3)).toBeUndefined();
  });
});
