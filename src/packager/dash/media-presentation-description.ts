import { adaptationSet } from './adaptation-set.js';
import { callbackEvents } from './callback-events.js';
import { thumbnailSet } from './thumbnail-set.js';
import { trickModeSet } from './trick-mode-set.js';
import type { AdaptationSet, MediaPresentation, Period, Ticks } from './values.js';
import { type DocumentPieces, type Element, element, xmlDocument } from './xml.js';

/** Nanoseconds: finer than a tick of any timescale in use. */
const FRACTION_DIGITS = 9;

const LIVE_PROFILE = 'urn:mpeg:dash:profile:isoff-live:2011';
const MAIN_PROFILE = 'urn:mpeg:dash:profile:isoff-main:2011';

/**
 * Writes a static MPD (ISO/IEC 23009-1 5.3.1), in the ISO base media file format live profile (8.4), or the main profile (8.5) if
 * there are lists of segments.
 *
 * @throws OnplayError `packaging_impossible` for a video adaptation set without representations, or for a number of
 *   channels without a channel configuration.
 */
export function mediaPresentationDescription(presentation: MediaPresentation): DocumentPieces {
  const { periods } = presentation;
  const hasLists = periods.some(({ adaptationSets }) => !adaptationSets.every(isTemplate));
  const mpd = element(
    'MPD',
    [
      ['xmlns', 'urn:mpeg:dash:schema:mpd:2011'],
      ['profiles', hasLists ? MAIN_PROFILE : LIVE_PROFILE],
      ['type', presentation.type],
      ['mediaPresentationDuration', durationText(presentation.duration)],
      ['minBufferTime', durationText({ ticks: presentation.minBufferTime, timescale: 1 })],
    ],
    ...periodElements(periods),
  );
  return xmlDocument(mpd);
}

function periodElements(periods: readonly Period[]): readonly Element[] {
  let eventId = 0;
  return periods.map((period, id) => {
    const firstEventId = eventId;
    eventId += period.callbacks?.length ?? 0;
    return periodElement(period, id, firstEventId);
  });
}

/** 5.3.2. */
function periodElement(period: Period, id: number, firstEventId: number): Element {
  const { callbacks = [] } = period;
  return element(
    'Period',
    [
      ['id', id],
      ['start', durationText(period.start)],
    ],
    ...(callbacks.length > 0 ? [callbackEvents(callbacks, firstEventId)] : []),
    ...period.adaptationSets.map(adaptationSet),
    ...furtherSets(period),
  );
}

function furtherSets({ adaptationSets, trickMode, thumbnails }: Period): Element[] {
  const id = adaptationSets.length;
  return [
    ...(trickMode ? [trickModeSet(trickMode, id)] : []),
    ...(thumbnails ? [thumbnailSet(thumbnails, trickMode ? id + 1 : id)] : []),
  ];
}

function isTemplate({ representations }: AdaptationSet): boolean {
  return representations.every(({ media }) => typeof media === 'string');
}

/** An xs:duration in seconds, without trailing zeros. */
function durationText({ ticks, timescale }: Ticks): string {
  return `PT${(ticks / timescale).toFixed(FRACTION_DIGITS).replace(/\.?0+$/, '')}S`;
}
