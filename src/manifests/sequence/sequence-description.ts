import type { Presentation, Sequence } from '../../assets/index.js';
import type { Callback, DocumentPieces } from '../../packager/index.js';
import { type AdTracking, eventMoment } from '../../shared/sequence/ad-tracking.js';
import type { BandwidthOf } from '../advertised-bandwidth.js';
import { periodsDescription } from '../dash.js';
import type { OfferedRenditions } from '../offered-renditions.js';
import { offeredIn, type PlacedPart } from './placed-part.js';

/** The DASH manifest of a sequence: each part is a period, and what players request in it are its events. */
export function sequenceDescription(
  sequence: Sequence,
  placed: readonly PlacedPart[],
  offered: OfferedRenditions,
  bandwidthIn: (presentation: Presentation) => BandwidthOf,
): DocumentPieces {
  const from = sequence.presentation.asset;
  return periodsDescription(
    placed.map(({ part, grant, tracking }) => {
      // Images are of the whole asset, and so are frames for trick play.
      const { thumbnails: _thumbnails, trickPlay: _trickPlay, ...presentation } = part.asset.presentation;
      const bandwidthOf = bandwidthIn(part.asset.presentation);
      const callbacks = tracking ? callbacksOf(tracking, presentation.seconds) : [];
      return { presentation, grant, from, bandwidthOf, callbacks, ...offeredIn(sequence, part, offered) };
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
