import { commonAttributes, descriptor, template } from './adaptation-set.js';
import { videoRepresentation } from './representation.js';
import type { TrickModeSet } from './values.js';
import { type Element, element } from './xml.js';

/** DASH-IF IOP 4.3, 3.2.9: an adaptation set that is essentially not for regular playback. */
export function trickModeSet(set: TrickModeSet, id: number): Element {
  const { trickModeFor, maxPlayoutRate, representation } = set;
  const attributes = [
    ...commonAttributes({ contentType: 'video' }, id),
    ['maxPlayoutRate', maxPlayoutRate],
    ['codingDependency', 'false'],
  ] as const;
  return element(
    'AdaptationSet',
    attributes,
    descriptor('EssentialProperty', 'http://dashif.org/guidelines/trickmode', String(trickModeFor)),
    template({ ...set, representations: [representation] }),
    videoRepresentation(representation),
  );
}
