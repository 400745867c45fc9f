/** Rule 15: thumbnails in both manifests are the images that they are said to be. */
import { expect, it } from 'vitest';
import { jpegSize } from '../../../src/encoder/images/formats/jpg.js';
import { bytesOf } from '../../support/hls-client.js';
import { attributesOf, fetchPlaylist, tagsNamed, tagValue } from './manifests.js';
import { type MpdElement, secondsOf, thumbnailSets } from './mpd-element.js';
import type { PlayedMaster } from './played-master.js';

export function thumbnailRules(played: () => PlayedMaster): void {
  it('15: there is one adaptation set and one stream of them, unless there is no video', () => {
    const { hls, mpd } = played().before;
    const hasVideo = played().renditions.some(({ kind }) => kind === 'video');
    expect(thumbnailSets(mpd)).toHaveLength(hasVideo ? 1 : 0);
    expect(tagsNamed(hls, 'EXT-X-IMAGE-STREAM-INF')).toHaveLength(hasVideo ? 1 : 0);
  });

  it('15: each image of the MPD has the declared size, no more bits than declared, and they cover all of the video', async () => {
    for (const set of thumbnailSets(played().before.mpd)) {
      const { urls, seconds, representation } = imagesOf(set, played());
      for (const url of urls) {
        const bytes = await bytesOf(url);
        expect(jpegSize(bytes)).toEqual({
          width: representation.number('width'),
          height: representation.number('height'),
        });
        expect((8 * bytes.byteLength) / seconds).toBeLessThanOrEqual(representation.number('bandwidth'));
      }
    }
  });

  it('15: the image media playlist has the same images, each for as long as its tiles stand for', async () => {
    const { hls, mpd } = played().before;
    for (const tag of tagsNamed(hls, 'EXT-X-IMAGE-STREAM-INF')) {
      const attributes = attributesOf(tag);
      const playlist = await fetchPlaylist(new URL(attributes.get('URI')!, hls.url).href);
      const tiles = tagsNamed(playlist, 'EXT-X-TILES');
      const [{ urls, seconds }] = thumbnailSets(mpd).map((set) => imagesOf(set, played())) as [Images];
      expect(tiles.map(({ uri }) => withoutGrant(new URL(uri!, playlist.url).href))).toEqual(
        urls.map(withoutGrant),
      );
      expect(new Set(tiles.map(({ value }) => value)).size).toBe(1);
      const tile = attributesOf(tiles[0]!);
      expect(tile.get('RESOLUTION')).toBe(attributes.get('RESOLUTION'));
      const [columns = 0, rows = 0] = tile.get('LAYOUT')!.split('x').map(Number);
      expect(columns * rows * Number(tile.get('DURATION'))).toBe(seconds);
      expect(Number(tagValue(playlist, 'EXT-X-TARGETDURATION'))).toBe(seconds);
    }
  });
}

interface Images {
  readonly representation: MpdElement;
  readonly urls: readonly string[];
  /** That a whole image stands for. */
  readonly seconds: number;
}

/** As many images as the Period is long (ISO/IEC 23009-1 5.3.9.5.3). */
function imagesOf(set: MpdElement, { before, renditions }: PlayedMaster): Images {
  const template = set.only('SegmentTemplate');
  const representation = set.only('Representation');
  const seconds = template.number('duration') / template.number('timescale');
  const video = renditions.find(({ kind }) => kind === 'video')!;
  const end = video.extinf.reduce((sum, length) => sum + length, 0);
  expect(end).toBeLessThanOrEqual(secondsOf(before.mpd.get('mediaPresentationDuration')) + 1e-5);
  const media = (number: number) => template.get('media')!.replace('$Number$', String(number));
  const count = Math.ceil((end - 1e-5) / seconds);
  const urls = Array.from({ length: count }, (_, n) => new URL(media(n), before.mpdUrl).href);
  return { representation, urls, seconds };
}

function withoutGrant(url: string): string {
  return url.replace(/\/-\/[^/]+\//, '/');
}
