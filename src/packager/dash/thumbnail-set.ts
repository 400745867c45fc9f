import { descriptor } from './adaptation-set.js';
import type { ThumbnailAdaptationSet } from './values.js';
import { type Element, element } from './xml.js';

/** DASH-IF IOP 4.3, 6.2.6: an adaptation set of images, whose grid is an essential property of its representation. */
export function thumbnailSet(set: ThumbnailAdaptationSet, id: number): Element {
  const template = element('SegmentTemplate', [
    ['media', set.media],
    ['timescale', 1],
    ['duration', set.seconds],
    ['startNumber', 0],
  ]);
  const representation = element(
    'Representation',
    [
      ['id', set.id],
      ['bandwidth', Math.ceil(set.bandwidth)],
      ['width', set.width],
      ['height', set.height],
    ],
    descriptor(
      'EssentialProperty',
      'http://dashif.org/guidelines/thumbnail_tile',
      `${set.columns}x${set.rows}`,
    ),
  );
  return element(
    'AdaptationSet',
    [
      ['id', id],
      ['contentType', set.contentType],
      ['mimeType', 'image/jpeg'],
    ],
    template,
    representation,
  );
}
