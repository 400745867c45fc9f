import { describe, expect, it } from 'vitest';
import { chooseStreams, readMediaList, segmentAt } from '../../bench/support/viewer-playlists.js';

const URL_OF_MANIFEST = 'http://origin.example/film.m3u8?token=t';

const MULTIVARIANT = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="high",NAME="Commentary",URI="c/media.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="high",NAME="English",DEFAULT=YES,URI="h/media.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="low",NAME="English",DEFAULT=YES,URI="l/media.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1000000,RESOLUTION=854x480,AUDIO="high"
v480/media.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=100000,RESOLUTION=426x240,AUDIO="low"
v240/media.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720,AUDIO="high"
v720/media.m3u8
`;

const MEDIA = `#EXTM3U
#EXT-X-TARGETDURATION:4
#EXT-X-MAP:URI="init.mp4"
#EXTINF:2,
0.m4s
#EXTINF:4,
1.m4s
#EXTINF:3.5,
2.m4s
#EXT-X-ENDLIST
`;

describe('the streams that a viewer chooses', () => {
  it.each([
    [480, 'v480', 'h'],
    [240, 'v240', 'l'],
    [600, 'v480', 'h'],
    [2160, 'v720', 'h'],
  ])('are, for a maximum of %i lines, the best variant with its default audio', (height, video, audio) => {
    expect(chooseStreams(MULTIVARIANT, URL_OF_MANIFEST, height)).toEqual({
      video: `http://origin.example/${video}/media.m3u8`,
      audio: `http://origin.example/${audio}/media.m3u8`,
    });
  });

  it('cannot be lower than the lowest', () => {
    expect(() => chooseStreams(MULTIVARIANT, URL_OF_MANIFEST, 100)).toThrow('no variant');
  });
});

describe('a media playlist', () => {
  const list = readMediaList(MEDIA, 'http://origin.example/v480/media.m3u8');

  it('has the start of every segment', () => {
    expect(list.init).toBe('http://origin.example/v480/init.mp4');
    expect(list.segments.map(({ startSeconds }) => startSeconds)).toEqual([0, 2, 6]);
    expect(list.segments[2]?.url).toBe('http://origin.example/v480/2.m4s');
    expect(list.durationSeconds).toBe(9.5);
  });

  it.each([
    [0, 0],
    [1.99, 0],
    [2, 1],
    [9, 2],
    [9.5, 2],
    [100, 2],
  ])('has second %d in segment %i', (seconds, segment) => {
    expect(segmentAt(list, seconds)).toBe(segment);
  });
});
