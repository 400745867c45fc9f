import { describe, expect, it } from 'vitest';
import { variantOf } from '../../src/assets/variant.js';
import { knownPlaylistBody, playlistBody } from '../../src/manifests/playlist-body.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

describe('the media playlist of a rendition', () => {
  const asset = madeUpAsset();
  const video = asset.ladder.video.map((rendition) => variantOf(asset, rendition));
  const audio = asset.ladder.audio.map((rendition) => variantOf(asset, rendition));

  it('is known once it was built, and then for all renditions with the same segments', () => {
    expect(knownPlaylistBody(video[0]!)).toBeUndefined();
    const body = playlistBody(video[0]!);
    for (const variant of video) expect(knownPlaylistBody(variant)).toBe(body);
    expect(knownPlaylistBody(audio[0]!)).toBeUndefined();
    expect(playlistBody(audio[0]!)).not.toBe(body);
  });

  it('lists all segments of a presentation that is complete', () => {
    const text = playlistBody(video[0]!)!.ready('identity')!.body.toString();
    expect(text.split('\n')).toEqual([
      '#EXTM3U',
      '#EXT-X-VERSION:6',
      '#EXT-X-TARGETDURATION:4',
      '#EXT-X-MEDIA-SEQUENCE:0',
      '#EXT-X-PLAYLIST-TYPE:VOD',
      '#EXT-X-MAP:URI="init.mp4"',
      ...['#EXTINF:2.000000,', '0.m4s', '#EXTINF:2.000000,', '1.m4s'],
      ...['#EXTINF:4.000000,', '2.m4s', '#EXTINF:2.000000,', '3.m4s'],
      '#EXT-X-ENDLIST',
      '',
    ]);
  });
});
