import { describe, expect, it } from 'vitest';
import { joinedPlaylist } from '../../../src/packager/index.js';

describe('a playlist of several parts', () => {
  it('separates them, and has the init segment of each', () => {
    const part = { timescale: 24, segments: [{ uri: '0.m4s', duration: 48 }], seconds: 2 };
    const text = joinedPlaylist({
      targetDuration: 2,
      parts: [
        { ...part, initUri: 'a/init.mp4' },
        { ...part, initUri: 'b/init.mp4' },
      ],
    });
    expect(text).toBe(`#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MAP:URI="a/init.mp4"
#EXTINF:2.000000,
0.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="b/init.mp4"
#EXTINF:2.000000,
0.m4s
#EXT-X-ENDLIST
`);
  });

  it('begins each part at the time at which all playlists of the presentation begin it', () => {
    const audio = {
      timescale: 48_000,
      // 94 and 47 AAC frames for three seconds.
      segments: [94, 47].map((frames, n) => ({ uri: `${n}.m4s`, duration: frames * 1024 })),
      seconds: 3,
    };
    const text = joinedPlaylist({ targetDuration: 3, parts: Array.from({ length: 100 }, () => audio) });
    const durations = [...text.matchAll(/#EXTINF:([\d.]+),/g)].map(([, seconds]) => Number(seconds));
    expect(durations.slice(0, 2)).toEqual([2.005333, 0.994667]);
    expect(durations.reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(300, 6);
  });

  it('says what happens at its times, and by which date they are told', () => {
    const part = { timescale: 24, segments: [{ uri: '0.m4s', duration: 48 }], seconds: 2 };
    const text = joinedPlaylist({
      targetDuration: 2,
      parts: [part, { ...part, seconds: 2.0004 }, part],
      variables: ['ad1'],
      dateRanges: [
        { id: 'ad1', class: 'a "class"', start: 2, duration: 2.0004, attributes: [['X-AD', '"{$ad1}"']] },
      ],
    });
    expect(text.split('\n').filter((line) => /VERSION|DEFINE|DATE/.test(line))).toEqual([
      '#EXT-X-VERSION:8',
      '#EXT-X-DEFINE:IMPORT="ad1"',
      `#EXT-X-DATERANGE:ID="ad1",CLASS="a 'class'",START-DATE="2000-01-01T00:00:02.000Z",DURATION=2.000,X-AD="{$ad1}"`,
      '#EXT-X-PROGRAM-DATE-TIME:2000-01-01T00:00:00.000Z',
      '#EXT-X-PROGRAM-DATE-TIME:2000-01-01T00:00:02.000Z',
      '#EXT-X-PROGRAM-DATE-TIME:2000-01-01T00:00:04.000Z',
    ]);
  });

  it('of text has no init segments', () => {
    const part = { timescale: 1, segments: [{ uri: 'data:text/vtt,WEBVTT%0A%0A', duration: 2 }], seconds: 2 };
    const lines = joinedPlaylist({ targetDuration: 2, parts: [part] }).split('\n');
    expect(lines).toContain('data:text/vtt,WEBVTT%0A%0A');
    expect(lines).toContain('#EXT-X-VERSION:3');
    expect(lines.filter((line) => line.startsWith('#EXT-X-MAP'))).toEqual([]);
  });
});
