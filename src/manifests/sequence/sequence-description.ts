import type { Presentation, Sequence } from '../../assets/index.js';
import type { Callback, DocumentPieces } from '../../packager/index.js';
import { type AdTracking, eventMoment } from '../../shared/sequence/ad-tracking.js';
import type { BandwidthOf } from '../advertised-bandwidth.js';
import { type MediaOf, periodsDescription } from '../dash.js';
import type { OfferedRenditions } from '../offered-renditions.js';
import { firedUri, isFiredKind } from './fired-uri.js';
import { offeredIn, type PlacedPart } from './placed-part.js';

/**
 * The DASH manifest of a sequence: each part is a period, and what players request in it are its events. Where the origin requests something, a template
 * stands for all segments, those without events too.
 */
export function sequenceDescription(
  sequence: Sequence,
  placed: readonly PlacedPart[],
  offered: OfferedRenditions,
  bandwidthIn: (presentation: Presentation) => BandwidthOf,
): DocumentPieces {
  const from = sequence.presentation.asset;
  return periodsDescription(
    placed.map(({ part, grant, tracking, fired }) => {
      // Images are of the whole asset, and so are frames for trick play.
      const { thumbnails: _thumbnails, trickPlay: _trickPlay, ...presentation } = part.asset.presentation;
      const bandwidthOf = bandwidthIn(part.asset.presentation);
      const callbacks = tracking ? callbacksOf(tracking, presentation.seconds) : [];
      const mediaOf: MediaOf | undefined =
        fired &&
        ((rendition, segment) =>
          isFiredKind(sequence.presentation, rendition)
            ? firedUri(fired, from, presentation.of(rendition).key, segment)
            : undefined);
      return {
        ...{ presentation, grant, from, bandwidthOf, callbacks, mediaOf },
        ...offeredIn(sequence, part, offered),
      };
    }),
  );
}

/** For how long an event may still be come to, in seconds: Shaka looks four times in a second, and not yet at the first frame. */
const MAX_EVENT_SECONDS = 1;

/** In the order of their times. */
function callbacksOf({ events }: AdTracking, partSeconds: number): readonly Callback[] {
  const callbacks = events.flatMap((event) => {
    const seconds = eventMoment(event, partSeconds);
    if (seconds === undefined) return [];
    const duration = Math.min(MAX_EVENT_SECONDS, partSeconds - seconds);
    return [{ seconds, duration, url: event.url }];
  });
  return callbacks.sort((a, b) => a.seconds - b.seconds);
}
