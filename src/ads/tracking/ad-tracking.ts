/** Which of an ad's tracking URLs players are given: filled in, in one form, and within bounds. Pure. */
import {
  type AdEvent,
  type AdEventName,
  type AdTracking,
  adEventNames,
} from '../../shared/sequence/ad-tracking.js';
import { hasMoment } from '../../shared/sequence/fired-events.js';
import type { Advert, TrackingUrl } from '../documents/advert.js';
import type { Offset } from '../documents/values.js';
import { MAX_OF_AD, MAX_URL, MAX_URLS } from './limits.js';

/** Those of an ad that are known here, the more important first. @param fill see `fillMacros`; called with the event of each URL. */
export function adTracking(
  { tracking, durationMs }: Pick<Advert, 'tracking' | 'durationMs'>,
  fill: (url: string, event: AdEventName | 'clickThrough') => string,
): AdTracking {
  const events: AdEvent[] = [];
  let characters = 0;
  const add = (event: AdEvent) => {
    if (characters + event.url.length > MAX_OF_AD) return;
    characters += event.url.length;
    events.push(event);
  };
  for (const name of adEventNames)
    for (const written of tracking.filter(({ event }) => event === name)) {
      if (events.length >= MAX_URLS) break;
      const event = eventOf(name, written, { durationMs, fill });
      if (event) add(event);
    }
  const click = tracking.find(({ event }) => event === 'clickThrough');
  const clickThrough = click && plainUrl(fill(click.url, 'clickThrough'));
  return { ...(clickThrough !== undefined && { clickThrough }), events };
}

/** The same, with what the origin requests itself apart: its macros are filled in when it is requested. @param fill as above. */
export function adTrackingByOrigin(
  advert: Pick<Advert, 'tracking' | 'durationMs'>,
  fill: (url: string) => string,
): AdTracking {
  const { events, ...tracking } = adTracking(advert, (url, event) =>
    event !== 'clickThrough' && hasMoment(event) ? url : fill(url),
  );
  return {
    ...tracking,
    events: events.filter(({ event }) => !hasMoment(event)),
    fired: events.filter(({ event }) => hasMoment(event)),
  };
}

/** Those of a break, as of its ads: when it begins, its first one starts, and with its last one it is over. */
export function breakTracking(tracking: readonly TrackingUrl[]) {
  const of = (name: string, event: AdEventName): readonly TrackingUrl[] =>
    tracking.filter((each) => each.event === name).map(({ url }) => ({ event, url }));
  return { first: of('breakStart', 'start'), last: of('breakEnd', 'complete') };
}

interface Context {
  readonly durationMs: number;
  readonly fill: (url: string, event: AdEventName) => string;
}

function eventOf(event: AdEventName, { url, offset }: TrackingUrl, context: Context): AdEvent | undefined {
  const filled = plainUrl(context.fill(url, event));
  if (filled === undefined) return undefined;
  if (event !== 'progress') return { event, url: filled };
  return offset && { event, url: filled, offset: secondsOf(offset, context) };
}

function secondsOf(offset: Offset, { durationMs }: Context): number {
  return (offset.kind === 'time' ? offset.ms : (durationMs * offset.percent) / 100) / 1000;
}

/** As browsers would request it: ASCII, without a fragment. Undefined where it has a password, or is too long. */
function plainUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  url.hash = '';
  const isPlain = /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  return isPlain && url.href.length <= MAX_URL ? url.href : undefined;
}
