/** Trick play in manifests: where it is, what is said of it, and which sessions have it. */
import { describe, expect, it } from 'vitest';
import { findVariant, variantOf } from '../../src/assets/variant.js';
import { sessionDescription } from '../../src/manifests/dash.js';
import { sessionPlaylist } from '../../src/manifests/hls.js';
import type { OfferedRenditions } from '../../src/manifests/offered-renditions.js';
import { playlistBody } from '../../src/manifests/playlist-body.js';
import { madeUpAsset } from '../segments/support/made-up-master.js';

const asset = madeUpAsset();
const { presentation } = asset;
const bandwidthOf = () => ({ peak: 1000, average: 900 });
const decision: OfferedRenditions = { ...presentation.ladder, text: [] };
const keyOf = (rungId: string) => presentation.trickPlay!(rungId)!.presented.key;

const iFramesOf = (offered: OfferedRenditions, of = presentation) =>
  sessionPlaylist(of, offered, 'grant', bandwidthOf)
    .split('\n')
    .filter((line) => line.includes('I-FRAME'));
const mpdOf = (offered: OfferedRenditions) =>
  sessionDescription(presentation, offered, 'grant', bandwidthOf)
    .map((piece) => (typeof piece === 'string' ? piece : Buffer.from(piece).toString()))
    .join('');

describe('the trick play of a session', () => {
  it('is a stream of I-frames in HLS', () => {
    expect(iFramesOf(decision)).toEqual([
      `#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1000,AVERAGE-BANDWIDTH=900,CODECS="avc1.64001e",RESOLUTION=640x360,URI="-/grant/film/${keyOf('v360')}/media.m3u8"`,
    ]);
  });

  it('is an adaptation set in DASH that is essentially for trick modes of the video', () => {
    const set = mpdOf(decision)
      .split(/(?=<AdaptationSet )/)
      .find((text) => text.includes('trickmode'));
    const folder = `-/grant/film/${keyOf('v360')}`;
    expect(
      set!
        .split('\n')
        .map((line) => line.trim())
        .slice(0, 11),
    ).toEqual([
      '<AdaptationSet id="2" contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1" maxPlayoutRate="50" codingDependency="false">',
      '<EssentialProperty schemeIdUri="http://dashif.org/guidelines/trickmode" value="0"/>',
      '<SegmentTemplate timescale="90000" startNumber="0">',
      '<SegmentTimeline>',
      '<S t="0" d="180000" r="4"/>',
      '</SegmentTimeline>',
      '</SegmentTemplate>',
      '<Representation id="v360-trick" bandwidth="1000" codecs="avc1.64001e" width="640" height="360" sar="1:1" frameRate="1/2">',
      `<SegmentTemplate initialization="${folder}/init.mp4" media="${folder}/$Number$.m4s"/>`,
      '</Representation>',
      '</AdaptationSet>',
    ]);
  });

  it.each([
    ['all', undefined, 'v360'],
    ['the lowest', ['v240'], 'v240'],
    ['only higher ones', ['v720', 'v480'], 'v480'],
  ])('is in the size that is enough, of those it is offered: %s', (_, ids, expected) => {
    const video = decision.video.filter(({ id }) => ids?.includes(id) ?? true);
    expect(iFramesOf({ ...decision, video })[0]).toContain(keyOf(expected));
  });

  it('is none without video, and where the presentation has none', () => {
    expect(iFramesOf({ ...decision, video: [] })).toEqual([]);
    expect(mpdOf({ ...decision, video: [] })).not.toContain('trickmode');
    const { trickPlay: _, ...without } = presentation;
    expect(iFramesOf(decision, without)).toEqual([]);
  });
});

describe('an I-frame playlist', () => {
  const { rendition } = presentation.trickPlay!('v360')!;

  it('has each frame for as long as it is shown', async () => {
    const { body } = await playlistBody(variantOf(asset, rendition))!.in('identity');
    expect(Buffer.from(body).toString().split('\n').slice(0, 9)).toEqual([
      '#EXTM3U',
      '#EXT-X-VERSION:5',
      '#EXT-X-TARGETDURATION:2',
      '#EXT-X-MEDIA-SEQUENCE:0',
      '#EXT-X-PLAYLIST-TYPE:VOD',
      '#EXT-X-I-FRAMES-ONLY',
      '#EXT-X-MAP:URI="init.mp4"',
      '#EXTINF:2.000000,',
      '0.m4s',
    ]);
  });

  it('is found by its key, and not that of another version', () => {
    const { key } = variantOf(asset, rendition);
    expect(findVariant(asset, key)?.rendition).toBe(rendition);
    expect(findVariant(asset, key.replace('v360', 'v480'))).toBeUndefined();
    expect(findVariant(asset, key.replace('v360', 'v999'))).toBeUndefined();
  });
});
