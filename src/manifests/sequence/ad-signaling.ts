/** What players request while an ad is played, in HLS: ad creative signaling (SVTA 2053-2, version 2). */
import type { SequenceBreak, SequencePart } from '../../assets/index.js';
import type { DateRange, Variable } from '../../packager/index.js';
import {
  type AdEvent,
  type AdTracking,
  adEventNames,
  eventMoment,
} from '../../shared/sequence/ad-tracking.js';
import type { PlacedPart } from './placed-part.js';

const CLASS = 'urn:svta:advertising-wg:ad-creative-signaling';

/**
 * The signaling of each part that has any. It stands in the multivariant playlist, with which the ad server was asked; of the media playlists,
 * which have only the list in their URLs, it is a variable.
 */
export function signalingVariables(placed: readonly PlacedPart[]): readonly Variable[] {
  return placed.flatMap(({ part, tracking }, n) =>
    tracking ? [{ name: nameOf(n), value: encoded([{ tracking, start: 0, seconds: secondsOf(part) }]) }] : [],
  );
}

/**
 * The signaling of interstitials, by the number of their break: a slot for each ad, whose `start` counts from the beginning of the break.
 * @param trackingOf of a part that is an ad.
 */
export function breakSignaling(
  breaks: readonly SequenceBreak[],
  trackingOf: (part: SequencePart) => AdTracking | undefined,
): readonly Variable[] {
  return breaks.flatMap(({ number, inserts }) => {
    let end = 0;
    const slots = inserts.flatMap(({ part }) => {
      const [start, seconds, tracking] = [end, secondsOf(part), trackingOf(part)];
      end += seconds;
      return tracking ? [{ tracking, start, seconds }] : [];
    });
    return slots.length > 0 ? [{ name: nameOf(number), value: encoded(slots) }] : [];
  });
}

/** The variables that are named in date ranges. @param tracked numbers of parts, or of breaks. */
export function signalingNames(tracked: ReadonlySet<number>): readonly string[] {
  return [...tracked].map(nameOf);
}

/** Refers to the variable of a part. @param start in seconds from the beginning of the playlist. */
export function signalingRange(part: number, start: number, duration: number): DateRange {
  return { id: nameOf(part), class: CLASS, start, duration, attributes: [signalingAttribute(part)] };
}

/** Refers to the variable of a part, or of a break. */
export function signalingAttribute(number: number): readonly [name: string, value: string] {
  return ['X-AD-CREATIVE-SIGNALING', `"{$${nameOf(number)}}"`];
}

function nameOf(number: number): string {
  return `ad${number}`;
}

function secondsOf({ asset }: SequencePart): number {
  return asset.presentation.seconds;
}

/** An ad, from the beginning of its date range on. In seconds. */
interface AdSlot {
  readonly tracking: AdTracking;
  readonly start: number;
  readonly seconds: number;
}

/** The envelope in base64, which needs no escaping between quotes. */
function encoded(slots: readonly AdSlot[]): string {
  const envelope = { version: 2, type: 'slot', payload: slots.map(payloadOf) };
  return Buffer.from(JSON.stringify(envelope)).toString('base64');
}

function payloadOf({ tracking: { clickThrough, events }, start, seconds: duration }: AdSlot) {
  return {
    ...{ type: 'linear', start: rounded(start), duration: rounded(duration), identifiers: [] },
    ...(clickThrough !== undefined && { clickThrough }),
    tracking: adEventNames.flatMap((name) =>
      tracked(
        events.filter(({ event }) => event === name),
        duration,
      ),
    ),
  };
}

interface SignaledEvent {
  readonly type: string;
  /** In seconds. */
  readonly offset?: number;
  readonly urls: readonly string[];
}

/** Those of one name: all at once, but for `progress`, each of which has its time. */
function tracked(events: readonly AdEvent[], duration: number): readonly SignaledEvent[] {
  const [first] = events;
  if (first === undefined) return [];
  if (first.event !== 'progress') return [{ type: first.event, urls: events.map(({ url }) => url) }];
  return events.flatMap((each) => {
    const offset = eventMoment(each, duration);
    return offset === undefined ? [] : [{ type: each.event, offset: rounded(offset), urls: [each.url] }];
  });
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
