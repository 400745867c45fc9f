/** An element of TTML while it is open, and its times. */
import type { Paragraph } from './paragraph.js';
import type { Style } from './styles.js';
import { type Rates, readTime } from './times.js';

export interface Element {
  readonly name: string;
  /** Of its times; absent where neither it nor one around it has any. Unreadable ones are not a number. */
  readonly start?: number;
  readonly end?: number;
  /** Where the next element in it begins: after the one before, if they are in sequence. */
  next: number;
  readonly isSequence: boolean;
  readonly isPreserved: boolean;
  readonly style: Style;
  readonly region: Style | undefined;
  /** Of a region: its id. */
  readonly id: string | undefined;
  /** That it writes to; its own where it began one. */
  readonly paragraph: Paragraph | undefined;
  readonly isOwnParagraph: boolean;
  readonly spans: number;
}

type Times = Pick<Element, 'start' | 'end'>;

/** TTML 2 12.2: times are counted from where the element around begins, or the one before ends. */
export function elementTimes(
  attributes: ReadonlyMap<string, string>,
  around: Element | undefined,
  rates: Rates,
): Times {
  const origin = around?.next ?? 0;
  const [begin, end, duration] = ['begin', 'end', 'dur'].map((name) => timeOf(attributes.get(name), rates));
  const start = begin === undefined && !around?.isSequence ? around?.start : origin + (begin ?? 0);
  const ends = [
    ...(end === undefined ? [] : [origin + end]),
    ...(duration === undefined ? [] : [(start ?? origin) + duration]),
    ...(around?.end === undefined ? [] : [around.end]),
  ];
  return {
    ...(start !== undefined && { start }),
    ...(ends.length > 0 && { end: Math.min(...ends) }),
  };
}

function timeOf(expression: string | undefined, rates: Rates): number | undefined {
  return expression === undefined ? undefined : (readTime(expression, rates) ?? Number.NaN);
}

/** Those of an element that has none of its own. */
export function timesAround(around: Element | undefined): Times {
  const { start, end } = around ?? {};
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}
