import { expect, test } from 'vitest';
import { parseStreams } from '../../../src/encoder/remux/list-streams.js';

const REPORT = `Input #0, matroska,webm, from 'file:/masters/film.mkv':
  Metadata:
    title           : A film
                    :   Stream #0:9: Video: h264
  Duration: 00:01:00.00, start: 0.000000, bitrate: 2000 kb/s
  Stream #0:0(eng): Video: h264 (High), yuv420p(tv, bt709), 720x576 [SAR 64:45 DAR 16:9], 25 fps (default)
  Stream #0:1[0x101](ger): Audio: ac3 (AC-3 / 0x332D4341), 48000 Hz, 5.1(side), fltp, 448 kb/s
  Stream #0:2: Video: mjpeg (Baseline), yuvj420p, 600x600 [SAR 1:1 DAR 1:1], 90k tbr (attached pic)
  Stream #0:3: Subtitle: subrip
  Stream #0:4: Video: none, 10 fps
  Stream #0:5: Video: vp8, yuv420p, 320x180, SAR 0:1, 25 fps
  Stream #0:6[0x1bf]: Data: dvd_nav_packet
  Stream #0:7: Unknown: none
At least one output file must be specified`;

const NOTHING = { isAttachedPicture: false, isDefault: false, area: 0 };

test('all streams are listed with ffmpeg’s indexes', () => {
  expect(parseStreams(REPORT)).toEqual([
    { ...NOTHING, number: 0, kind: 'video', codec: 'h264', isDefault: true, area: 720 * 576 },
    { ...NOTHING, number: 1, kind: 'audio', codec: 'ac3' },
    { ...NOTHING, number: 2, kind: 'video', codec: 'mjpeg', isAttachedPicture: true, area: 600 * 600 },
    { ...NOTHING, number: 3, kind: 'text', codec: 'subrip' },
    { ...NOTHING, number: 4, kind: 'video', codec: 'none' },
    { ...NOTHING, number: 5, kind: 'video', codec: 'vp8', area: 320 * 180 },
    { ...NOTHING, number: 6, kind: 'data', codec: 'dvd_nav_packet' },
    { ...NOTHING, number: 7, kind: 'data', codec: 'none' },
  ]);
});

test('a report without streams has none', () => {
  expect(parseStreams('Invalid data found when processing input')).toEqual([]);
});
