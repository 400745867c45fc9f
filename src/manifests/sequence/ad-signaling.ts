/** What players request while an ad is played, in HLS: ad creative signaling (SVTA 2053-2, version 2). */
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
    tracking ? [{ name: nameOf(n), value: encoded(tracking, part.asset.presentation.seconds) }] : [],
  );
}

/** The variables that are named in `signalingRange`. @param tracked numbers of parts. */
export function signalingNames(tracked: ReadonlySet<number>): readonly string[] {
  return [...tracked].map(nameOf);
}

/** Refers to the variable of a part. @param start in seconds from the beginning of the playlist. */
export function signalingRange(part: number, start: number, duration: number): DateRange {
  const name = nameOf(part);
  const attributes = [['X-AD-CREATIVE-SIGNALING', `"{$${name}}"`]] as const;
  return { id: name, class: CLASS, start, duration, attributes };
}

function nameOf(part: number): string {
  return `ad${part}`;
}

/** The envelope in base64, which needs no escaping between quotes. */
function encoded({ clickThrough, events }: AdTracking, duration: number): string {
  const slot = {
    ...{ type: 'linear', start: 0, duration: rounded(duration), identifiers: [] },
    ...(clickThrough !== undefined && { clickThrough }),
    tracking: adEventNames.flatMap((name) =>
      tracked(
        events.filter(({ event }) => event === name),
        duration,
      ),
    ),
  };
  const envelope = { version: 2, type: 'slot', payload: [slot] };
  return Buffer.from(JSON.stringify(envelope)).toString('base64');
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
