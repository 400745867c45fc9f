import type { Callback } from './values.js';
import { type Element, element, textElement } from './xml.js';

const TIMESCALE = 1000;

/**
 * ISO/IEC 23009-1 5.10.2.2 EventStream with DASH callback events (5.10.4.5): at its time, a player requests the URL that is the
 * event's message, and ignores what is answered.
 * @param firstId of the events: they have different ones in all periods, since those with one id count as one.
 */
export function callbackEvents(callbacks: readonly Callback[], firstId: number): Element {
  const events = callbacks.map(({ seconds, duration, url }, n) => {
    const attributes = [
      ['presentationTime', Math.floor(seconds * TIMESCALE)],
      ['duration', Math.floor(duration * TIMESCALE)],
      ['id', firstId + n],
    ] as const;
    return { ...textElement('Event', url), attributes };
  });
  return element(
    'EventStream',
    [
      ['schemeIdUri', 'urn:mpeg:dash:event:callback:2015'],
      ['value', '1'],
      ['timescale', TIMESCALE],
    ],
    ...events,
  );
}
