/** The media playlist of an insert with which the origin requests something. */
import { describe, expect, it } from 'vitest';
import { insertMediaPlaylist } from '../../../src/manifests/sequence/insert-playlist.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { madeUpAsset } from '../../segments/support/made-up-master.js';

const asset = madeUpAsset('ad');
const from = toAssetId('films/one');
const fired = { id: 'x'.repeat(16), places: 0b11, signed: 'signed' };
const placed = { part: { asset, insert: asset.ladder }, grant: 'grant', fired };

describe('the media playlist of an insert whose events the origin requests', () => {
  it.each(['video', 'audio'] as const)('has %s segments of the session where there are events', (kind) => {
    const { key } = asset.presentation.of(asset.ladder[kind][0]!);
    const text = insertMediaPlaylist(placed, key, from)!;
    expect(text).toContain(`one.m3u8?ad=signed&rendition=${key}&segment=0`);
    expect(text).toContain(`../-/grant/ad/${key}/init.mp4`);
    expect(text.match(/^#EXTINF/gm)).toHaveLength(
      asset.presentation.of(asset.ladder[kind][0]!).timeline.seconds.length,
    );
  });

  it('is none of a rendition that the insert has not', () => {
    expect(insertMediaPlaylist(placed, 'v240-0000000000000000', from)).toBeUndefined();
  });
});
