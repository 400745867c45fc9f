/** Thumbnails in manifests: where they are, and what is said of them. */
import { describe, expect, it } from 'vitest';
import { variantOf } from '../../src/assets/variant.js';
import { imageRendition } from '../../src/encoder/index.js';
import { sessionDescription } from '../../src/manifests/dash.js';
import { sessionPlaylist } from '../../src/manifests/hls.js';
import { playlistBody } from '../../src/manifests/playlist-body.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

const asset = madeUpAsset();
const { presentation } = asset;
const bandwidthOf = () => ({ peak: 1000, average: 1000 });
const decision = { video: presentation.ladder.video, audio: presentation.ladder.audio, text: [] };
const audioOnly = { ...decision, video: [] };
const KEY = /i160-sheet-jpg-[0-9a-f]{16}/.exec(presentation.thumbnails!()!.key)![0];

const mpdOf = (offered: typeof decision) =>
  sessionDescription(presentation, offered, 'grant', bandwidthOf)
    .map((piece) => (typeof piece === 'string' ? piece : Buffer.from(piece).toString()))
    .join('');

describe('the thumbnails of a presentation', () => {
  it('are a stream of images in HLS', () => {
    const text = sessionPlaylist(presentation, decision, 'grant', bandwidthOf);
    const [line, ...more] = text.split('\n').filter((each) => each.startsWith('#EXT-X-IMAGE-STREAM-INF'));
    expect(line).toBe(
      `#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=86400,RESOLUTION=160x90,CODECS="jpeg",URI="-/grant/film/${KEY}/media.m3u8"`,
    );
    expect(more).toEqual([]);
    expect(sessionPlaylist(presentation, audioOnly, 'grant', bandwidthOf)).not.toContain('IMAGE');
  });

  it('are an adaptation set of tiles in DASH', () => {
    const mpd = mpdOf(decision);
    expect(mpd).toContain('contentType="image" mimeType="image/jpeg"');
    expect(mpd).toContain(
      `<SegmentTemplate media="-/grant/film/${KEY}/$Number$.jpg" timescale="1" duration="50" startNumber="0"/>`,
    );
    expect(mpd).toContain(
      '<EssentialProperty schemeIdUri="http://dashif.org/guidelines/thumbnail_tile" value="5x5"/>',
    );
    expect(mpdOf(audioOnly)).not.toContain('image');
  });

  it('have a media playlist, and other images have none', async () => {
    const { rendition } = presentation.thumbnails!()!;
    const { body } = await playlistBody(variantOf(asset, rendition))!.in('identity');
    expect(Buffer.from(body).toString()).toContain('#EXTINF:10.000000,\n#EXT-X-TILES:');
    const choices = [
      { purpose: 'frame', format: 'jpg' },
      { purpose: 'sheet', format: 'webp' },
      { purpose: 'sheet', format: 'jpg', width: 320 },
    ] as const;
    for (const choice of choices)
      expect(playlistBody(variantOf(asset, imageRendition(asset.index.video!, choice)))).toBeUndefined();
  });
});
