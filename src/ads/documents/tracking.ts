/** Which URLs are to be requested when (VAST 4.3 and VMAP 1.0.1, `TrackingEvents`). Pure. */
import type { TrackingUrl } from './advert.js';
import { childOf, childrenOf, type Element } from './element.js';
import { MAX_TRACKING } from './limits.js';
import { readOffset, readUrl } from './values.js';

/** An event is a name of letters, such as `firstQuartile`. */
const EVENT = /^[A-Za-z]{1,40}$/;

/** Of an element with a `TrackingEvents`. */
export function trackingOf(element: Element | undefined): readonly TrackingUrl[] {
  const list = childrenOf(childOf(element, 'TrackingEvents'), 'Tracking', MAX_TRACKING);
  return list.flatMap(({ attributes, text }) => {
    const event = attributes.get('event') ?? '';
    const url = readUrl(text);
    if (url === undefined || !EVENT.test(event)) return [];
    const offset = readOffset(attributes.get('offset'));
    return [{ event, url, ...(offset && { offset }) }];
  });
}

/** The URLs of an ad itself: of impressions and of errors. */
export function adUrls(ad: Element): readonly TrackingUrl[] {
  return [...urlsOf(ad, 'Impression', 'impression'), ...urlsOf(ad, 'Error', 'error')];
}

/** Where a click leads, and who is told (VAST 4.3, `VideoClicks`). */
export function clickUrls(linear: Element | undefined): readonly TrackingUrl[] {
  const clicks = childOf(linear, 'VideoClicks');
  return [
    ...urlsOf(clicks, 'ClickThrough', 'clickThrough').slice(0, 1),
    ...urlsOf(clicks, 'ClickTracking', 'clickTracking'),
  ];
}

function urlsOf(element: Element | undefined, name: string, event: string): readonly TrackingUrl[] {
  return childrenOf(element, name, MAX_TRACKING).flatMap(({ text }) => {
    const url = readUrl(text);
    return url === undefined ? [] : [{ event, url }];
  });
}
