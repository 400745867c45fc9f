import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mediaPlaylist } from '../../../src/packager/index.js';
import { parsePlaylist } from '../support/manifests.js';

const NTSC = { timescale: 30000, frame: 1001 };

/** A playlist of segments with those durations in ticks, named 1.m4s, 2.m4s... */
function playlistOf(timescale: number, durations: readonly number[]): string {
  const segments = durations.map((duration, index) => ({ uri: `${index + 1}.m4s`, duration }));
  const targetDuration = Math.max(1, ...durations.map((ticks) => Math.round(ticks / timescale)));
  return mediaPlaylist({
    type: 'VOD',
    isComplete: true,
    targetDuration,
    initUri: 'init.mp4',
    timescale,
    segments,
  });
}

/** The EXTINF values of a playlist, in whole microseconds. */
function microsecondsIn(text: string): number[] {
  return [...text.matchAll(/^#EXTINF:(\d+)\.(\d{6}),$/gm)].map(([, seconds, decimals]) =>
    Number(`${seconds}${decimals}`),
  );
}

describe('mediaPlaylist', () => {
  it('lists every segment, as video on demand', () => {
    expect(playlistOf(NTSC.timescale, [120120, 120120, 50050])).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:6',
        '#EXT-X-TARGETDURATION:4',
        '#EXT-X-MEDIA-SEQUENCE:0',
        '#EXT-X-PLAYLIST-TYPE:VOD',
        '#EXT-X-MAP:URI="init.mp4"',
        '#EXTINF:4.004000,',
        '1.m4s',
        '#EXTINF:4.004000,',
        '2.m4s',
        '#EXTINF:1.668333,',
        '3.m4s',
        '#EXT-X-ENDLIST',
        '',
      ].join('\n'),
    );
  });

  it('is parsed by an independent parser without warnings', () => {
    expect(parsePlaylist(playlistOf(1000, [6000, 5999]))).toMatchObject({
      version: 6,
      targetDuration: 6,
      mediaSequence: 0,
      playlistType: 'VOD',
      endList: true,
      segments: [
        { uri: '1.m4s', duration: 6, map: { uri: 'init.mp4' } },
        { uri: '2.m4s', duration: 5.999, map: { uri: 'init.mp4' } },
      ],
    });
  });

  it('never drifts: the sum of the durations so far is within half a microsecond of the exact time', () => {
    const durations = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 300 });
    const property = fc.property(fc.integer({ min: 1, max: 1_000_000 }), durations, (timescale, list) => {
      let stated = 0;
      let ticks = 0;
      for (const [index, microseconds] of microsecondsIn(playlistOf(timescale, list)).entries()) {
        stated += microseconds;
        ticks += list[index] ?? 0;
        expect(Math.abs(stated - (ticks / timescale) * 1e6)).toBeLessThanOrEqual(0.5 + 1e-3);
      }
    });
    fc.assert(property, { seed: 5, numRuns: 50 });
  });

  it('is exact up to the last segment of 4 hours at 23.976 fps', () => {
    const fourHours = Array.from({ length: 4800 }, () => 72 * 1001);
    const sum = microsecondsIn(playlistOf(24000, fourHours)).reduce((total, each) => total + each, 0);
    expect(sum).toBe(4800 * 3_003_000);
  });

  it('of text has no init segment, and needs no version for one', () => {
    const text = mediaPlaylist({
      ...{ type: 'VOD', isComplete: true, targetDuration: 4, timescale: 1 },
      segments: [{ uri: '0.vtt', duration: 4 }],
    });
    expect(text).toContain('#EXT-X-VERSION:3\n');
    expect(text).not.toContain('EXT-X-MAP');
    expect(text).toContain('#EXTINF:4.000000,\n0.vtt\n');
  });

  it('is left open for segments that are appended, and begins at the start all the same', () => {
    const open = { type: 'EVENT', targetDuration: 4, initUri: 'init.mp4', timescale: 1 } as const;
    const segments = [{ uri: '0.m4s', duration: 4 }];
    const growing = mediaPlaylist({ ...open, isComplete: false, segments });
    expect(growing).toContain('#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-START:TIME-OFFSET=0\n');
    expect(growing).not.toContain('ENDLIST');
    const more = [...segments, { uri: '1.m4s', duration: 2 }];
    const ended = mediaPlaylist({ ...open, isComplete: true, segments: more });
    expect(ended).toBe(`${growing}#EXTINF:2.000000,\n1.m4s\n#EXT-X-ENDLIST\n`);
  });

  it('encodes URIs such that none can end its line or its quotes', () => {
    const text = mediaPlaylist({
      type: 'VOD',
      isComplete: true,
      targetDuration: 1,
      initUri: 'a"b.mp4',
      timescale: 1,
      segments: [{ uri: '#a\r\n#EXT-X-ENDLIST é.m4s', duration: 1 }],
    });
    expect(text).toContain('#EXT-X-MAP:URI="a%22b.mp4"\n');
    expect(text).toContain('\n%23a%0D%0A#EXT-X-ENDLIST%20é.m4s\n');
  });
});
