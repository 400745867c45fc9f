/** The elements of an XML document as a tree, within bounds. Pure. */
import { xmlEvents } from '../../shared/xml/xml-events.js';
import { MAX_DEPTH, MAX_ELEMENTS } from './limits.js';

export interface Element {
  /** Without its prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** Its own, without white space at the ends. */
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  readonly texts: string[];
}

/**
 * The root of a document. Undefined for what is no XML, or has more than `MAX_ELEMENTS` or levels than `MAX_DEPTH`: an answer that was cut
 * off is not half an answer.
 */
export function readElements(document: string): Element | undefined {
  const top: OpenElement = { name: '', attributes: new Map(), children: [], texts: [] };
  const open = [top];
  const events = xmlEvents(document);
  let elements = 0;
  for (let event = events.next(); ; event = events.next()) {
    if (event.done) return event.value && open.length === 1 ? top.children[0] : undefined;
    const { value } = event;
    if (value.kind === 'text') {
      open.at(-1)!.texts.push(value.text);
    } else if (value.kind === 'open') {
      elements += 1;
      if (elements > MAX_ELEMENTS || open.length > MAX_DEPTH) return undefined;
      open.push({ name: value.name, attributes: value.attributes, children: [], texts: [] });
    } else {
      const { texts, ...element } = open.pop()!;
      if (open.length === 0) return undefined;
      open.at(-1)!.children.push({ ...element, text: texts.join('').trim() });
    }
  }
}

/** The first child of a name. */
export function childOf(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The children of a name, the first so many of them. */
export function childrenOf(element: Element | undefined, name: string, maximum: number): readonly Element[] {
  return (element?.children ?? []).filter((child) => child.name === name).slice(0, maximum);
}
