/** TTML 2 (W3C), and IMSC and EBU-TT-D, which are parts of it: the paragraphs of a document with their times, places and plain styles. */

import { type XmlOpen, xmlEvents } from '../../shared/xml/xml-events.js';
import type { Cue, TimeRange } from '../cue.js';
import { plainText } from '../cue.js';
import type { Reading } from '../reading.js';
import { type Element, elementTimes, timesAround } from './element.js';
import { Paragraph } from './paragraph.js';
import { regionSettings } from './region-place.js';
import { type Style, Styles } from './styles.js';
import { type Rates, ratesOf } from './times.js';

/** A paragraph, or a part of one with times of its own. A time is absent where no element says it. */
export interface TtmlCue extends Pick<Cue, 'settings' | 'payload'> {
  readonly start?: number;
  readonly end?: number;
}

/** Elements with times (TTML 2 8.1), in which text is shown. */
const CONTENT: ReadonlySet<string> = new Set(['body', 'div', 'p', 'span']);
/** What WebVTT has nothing for. */
const UNREAD: ReadonlySet<string> = new Set(['set', 'animate', 'image']);
/** More come from no program; those that are nested deeper have no effect. */
const MAX_ELEMENTS = 100;

/** Reads a document. Never throws: what cannot be read is left out, and said in `log`. */
export function readTtml(document: string, reading: Pick<Reading, 'limits' | 'log'>): readonly TtmlCue[] {
  const reader = new TtmlReader(reading);
  const events = xmlEvents(document);
  for (let event = events.next(); ; event = events.next()) {
    if (event.done) {
      if (!event.value) reading.log.add('document_damaged');
      return reader.cues;
    }
    if (reader.isFull) return reader.cues;
    const { value } = event;
    if (value.kind === 'open') reader.open(value);
    else if (value.kind === 'close') reader.close();
    else reader.text(value.text);
  }
}

class TtmlReader {
  readonly cues: TtmlCue[] = [];
  readonly #reading: Pick<Reading, 'limits' | 'log'>;
  readonly #styles = new Styles();
  readonly #open: Element[] = [];
  /** Elements that are open and nested too deeply. */
  #ignored = 0;
  #rates: Rates = ratesOf(new Map());

  constructor(reading: Pick<Reading, 'limits' | 'log'>) {
    this.#reading = reading;
  }

  /** Whether it has as many cues as are kept, and one more, which tells that there are too many. */
  get isFull(): boolean {
    return this.cues.length > this.#reading.limits.maxCues;
  }

  open({ name, attributes }: XmlOpen): void {
    if (this.#open.length === MAX_ELEMENTS) {
      this.#ignored++;
      return;
    }
    const around = this.#open.at(-1);
    if (name === 'tt') this.#rates = ratesOf(attributes);
    if (name === 'region' || name === 'style') this.#define(name, attributes, around);
    if (name === 'br') around?.paragraph?.break();
    if (UNREAD.has(name) && around?.paragraph) this.#reading.log.add('markup_dropped');
    this.#open.push(this.#element({ kind: 'open', name, attributes }, around));
  }

  close(): void {
    if (this.#ignored > 0) {
      this.#ignored--;
      return;
    }
    const element = this.#open.pop();
    const around = this.#open.at(-1);
    if (!element) return;
    if (around?.isSequence && element.end !== undefined) around.next = element.end;
    element.paragraph?.close(element.spans);
    if (element.isOwnParagraph) this.#finish(element);
  }

  text(text: string): void {
    const element = this.#open.at(-1);
    if (this.#ignored > 0 || !element || !CONTENT.has(element.name)) return;
    element.paragraph?.add(text, element.isPreserved);
  }

  #define(name: string, attributes: ReadonlyMap<string, string>, around: Element | undefined): void {
    if (name === 'style' && around?.name === 'region' && around.id !== undefined)
      this.#styles.extend(around.id, attributes);
    else this.#styles.define(attributes);
  }

  #element({ name, attributes }: XmlOpen, around: Element | undefined): Element {
    const isContent = CONTENT.has(name);
    const times = isContent ? elementTimes(attributes, around, this.#rates) : timesAround(around);
    const regionId = isContent ? attributes.get('region') : undefined;
    const region = regionId === undefined ? around?.region : this.#styles.named(regionId);
    const inherited = around?.style ?? new Map<string, string>();
    // Text inherits from its region what no element around it says.
    const base = name === 'p' ? new Map([...(region ?? []), ...inherited]) : inherited;
    const style: Style = isContent ? new Map([...base, ...this.#styles.of(attributes)]) : base;
    const hasOwnTimes =
      name === 'span' && (attributes.has('begin') || attributes.has('end') || attributes.has('dur'));
    const isOwnParagraph = name === 'p' || (hasOwnTimes && around?.paragraph !== undefined);
    const paragraph = isOwnParagraph ? new Paragraph(this.#reading.limits) : around?.paragraph;
    const outer = isOwnParagraph ? new Map<string, string>() : inherited;
    return {
      ...{ name, ...times, style, region, paragraph, isOwnParagraph },
      next: times.start ?? 0,
      isSequence: attributes.get('timeContainer') === 'seq',
      isPreserved: (attributes.get('space') ?? (around?.isPreserved ? 'preserve' : '')) === 'preserve',
      id: name === 'region' ? attributes.get('id') : undefined,
      spans: (isContent && paragraph?.open(style, outer)) || 0,
    };
  }

  #finish({ start, end, paragraph, region, style }: Element): void {
    const { log } = this.#reading;
    const payload = paragraph!.nodes;
    const text = plainText(payload);
    // Between elements with times of their own there is nothing but space.
    if (text.trim() === '') return;
    if (Number.isNaN(start) || Number.isNaN(end)) {
      log.add('times_unreadable');
      return;
    }
    if (paragraph!.isCut) log.add('cue_cut');
    if (paragraph!.isNestingCut) log.add('nesting_cut');
    const settings = region && regionSettings(style, text.split('\n').length);
    this.cues.push({
      ...(start !== undefined && { start: Math.round(start) }),
      ...(end !== undefined && { end: Math.round(end) }),
      ...(settings && { settings }),
      payload,
    });
  }
}

/** The cue of a document that one sample has; its times are those of the sample where the document says none. */
export function shownCue({ start, end, ...cue }: TtmlCue, sample: TimeRange): Cue {
  return { ...cue, start: start ?? sample.start, end: end ?? sample.end };
}
