/** The texts and figures the page shows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { browserModule } from './browser-module.js';

const format = await browserModule<{
  duration(ms?: number): string;
  clockTime(seconds: number): string;
  uptime(seconds: number): string;
  bytes(count: number): string;
  bitrate(bitsPerSecond: number): string;
  percentage(part: number, whole: number): string;
}>('shared/format.js');
const { problemOf } = await browserModule<{
  problemOf(status: number, body: string): { detail: string; code?: string; status?: number };
}>('shared/problem.js');
const { playerProblem } = await browserModule<{
  playerProblem(error: { message: string; url?: string; status?: number; body?: string }): { detail: string };
}>('playback/player-problem.js');
const { matching, summary } = await browserModule<{
  matching(assets: { id: string }[], filter: string): { id: string }[];
  summary(asset: object): string;
}>('masters/master-summary.js');
const { renditionName } = await browserModule<{ renditionName(rendition: string): string }>(
  'segments/outcomes.js',
);
const { shownOf } = await browserModule<{
  shownOf(all: object[], loading: object | undefined, video: { videoHeight: number }): object | undefined;
}>('playback/shown-rendition.js');

describe('figures', () => {
  it.each([
    [undefined, '–'],
    [4.25, '4.3 ms'],
    [340, '340 ms'],
    [1250, '1.25 s'],
    [12_500, '12.5 s'],
  ])('format %s ms as %s', (ms, text) => {
    expect(format.duration(ms)).toBe(text);
  });

  it('format media times, uptimes, sizes and rates', () => {
    expect([52.2, 0, 3849].map(format.clockTime)).toEqual(['0:52', '0:00', '1:04:09']);
    expect([42.9, 200, 18_120, 273_600].map(format.uptime)).toEqual([
      '42 s',
      '3 min 20 s',
      '5 h 2 min',
      '3 d 4 h',
    ]);
    expect([0, 812, 999_600, 4.2e6, 2.1e10].map(format.bytes)).toEqual([
      '0 B',
      '812 B',
      '1.0 MB',
      '4.2 MB',
      '21 GB',
    ]);
    expect([640_000, 3_150_000].map(format.bitrate)).toEqual(['640 kbit/s', '3.1 Mbit/s']);
    expect(format.percentage(3, 4)).toBe('75 %');
    expect(format.percentage(0, 0)).toBe('–');
  });
});

describe('problems', () => {
  it('are shown with the origin’s own detail', () => {
    const body = JSON.stringify({
      title: 'Busy',
      detail: 'Try again in a moment.',
      code: 'encode_queue_full',
    });
    expect(problemOf(503, body)).toEqual({
      detail: 'Try again in a moment.',
      code: 'encode_queue_full',
      status: 503,
    });
  });

  it('are described by their status when the response has no detail', () => {
    expect(problemOf(504, '<html>').detail).toBe('The encode took too long.');
    expect(problemOf(418, '').detail).toBe('The origin answered with status 418.');
    expect(problemOf(0, '').detail).toBe('The origin cannot be reached.');
  });

  it('always have a detail of bounded length, whatever the response', () => {
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ detail: fc.jsonValue() }).map((x) => JSON.stringify(x)),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 599 }), body, (status, text) => {
        const { detail } = problemOf(status, text);
        expect(typeof detail).toBe('string');
        expect(detail.length).toBeGreaterThan(0);
        expect(detail.length).toBeLessThanOrEqual(500);
      }),
      { seed: 20_260_801 },
    );
  });

  it('of a player say which segment or manifest failed', () => {
    const origin = new URL('../../src/web/', import.meta.url);
    const failed = { message: 'error', status: 503, body: '{"detail":"Too busy."}' };
    const segment = new URL('-/grant/trailer/v720-0123456789abcdef/12.m4s', origin).href;
    expect(playerProblem({ ...failed, url: segment }).detail).toBe('Segment 12 of 720p failed: Too busy.');
    const manifest = new URL('trailer.m3u8', origin).href;
    expect(playerProblem({ ...failed, url: manifest }).detail).toBe('The manifest request failed: Too busy.');
    expect(playerProblem({ message: 'mediaError' }).detail).toBe('Player error: mediaError.');
  });
});

describe('the list of masters', () => {
  it('filters by names that contain every word', () => {
    const assets = [{ id: 'films/Trailer One' }, { id: 'films/trailer-two' }, { id: 'news' }];
    expect(matching(assets, 'TRAILER one').map(({ id }) => id)).toEqual(['films/Trailer One']);
    expect(matching(assets, '  ')).toHaveLength(3);
  });

  it('summarizes each master', () => {
    const ready = { state: 'ready', width: 1280, height: 720, frameRate: 24000 / 1001, durationSeconds: 52 };
    expect(summary(ready)).toBe('1280×720 · 23.98 fps · 0:52');
    expect(summary({ ...ready, audioTracks: 2 })).toBe('1280×720 · 23.98 fps · 0:52 · 2 audio tracks');
    expect(summary({ ...ready, audioTracks: 0 })).toBe('1280×720 · 23.98 fps · 0:52 · no audio');
    expect(summary({ state: 'new' })).toBe('Not opened yet');
    expect(summary({ state: 'refused', problem: { detail: 'A still image.' } })).toBe(
      'Refused. A still image.',
    );
  });
});

describe('a rendition', () => {
  it('is named by its height or bitrate, else by its id', () => {
    expect(['v720', 'a1-128k', 'v720-hdr'].map(renditionName)).toEqual(['720p', 'audio 128k', 'v720-hdr']);
  });

  it('is the one being displayed, even if the player is already loading another', () => {
    const [low, high, loading] = [{ height: 360 }, { height: 720 }, { height: 720, bitrate: 5 }];
    expect(shownOf([low, high], loading, { videoHeight: 360 })).toBe(low);
    expect(shownOf([low, high], loading, { videoHeight: 720 })).toBe(loading);
    expect(shownOf([low, high], loading, { videoHeight: 0 })).toBe(loading);
    expect(shownOf([low, high], loading, { videoHeight: 144 })).toBe(loading);
  });
});
