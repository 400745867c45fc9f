import { expect, it } from 'vitest';
import { imagePlaylist } from '../../../src/packager/hls/image-playlist.js';

it('an image media playlist has the tiles of each image, and ends with the video', () => {
  const text = imagePlaylist({
    uris: ['0.jpg', '1.jpg'],
    ...{ width: 160, height: 90, columns: 5, rows: 5 },
    ...{ thumbnailSeconds: 2, endSeconds: 52.2083333 },
  });
  expect(text).toBe(
    [
      '#EXTM3U',
      '#EXT-X-VERSION:3',
      '#EXT-X-TARGETDURATION:50',
      '#EXT-X-MEDIA-SEQUENCE:0',
      '#EXT-X-PLAYLIST-TYPE:VOD',
      '#EXT-X-IMAGES-ONLY',
      '#EXTINF:50.000000,',
      '#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=5x5,DURATION=2',
      '0.jpg',
      '#EXTINF:2.208333,',
      '#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=5x5,DURATION=2',
      '1.jpg',
      '#EXT-X-ENDLIST',
      '',
    ].join('\n'),
  );
});
