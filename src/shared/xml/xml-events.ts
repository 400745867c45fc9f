/**
 * XML (W3C) as far as TTML, VAST and VMAP need it: tags, attributes and text, in one pass. Names are without their prefix. Entities that
 * a document defines itself are not expanded, so that nothing that is read is longer than the document.
 */

export type XmlEvent =
  | XmlOpen
  | { readonly kind: 'close' }
  | { readonly kind: 'text'; readonly text: string };

export interface XmlOpen {
  readonly kind: 'open';
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const CHARACTER_DATA = ['<![CDATA[', ']]>'] as const;
/** Comments, instructions, and declarations. */
const SKIPPED = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<!', '>'],
] as const;
/** Of one element. TTML has some sixty, VAST and VMAP fewer. */
const MAX_ATTRIBUTES = 100;

const NAME = /[^\s"'<>/=]{1,200}/y;
const SPACE = /\s*/y;
const EQUALS = /\s*=\s*/y;
const REFERENCE = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi;
const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const LAST_CHARACTER = 0x10ffff;

/** Yields what a document has, in order. An element without content opens and closes. @returns whether it was read to its end. */
export function* xmlEvents(document: string): Generator<XmlEvent, boolean> {
  let at = 0;
  while (at < document.length) {
    const [data, end] = CHARACTER_DATA;
    const skipped = SKIPPED.find(([start]) => document.startsWith(start, at));
    if (document.startsWith(data, at)) {
      const until = document.indexOf(end, at);
      if (until < 0) return false;
      yield { kind: 'text', text: document.slice(at + data.length, until) };
      at = until + end.length;
    } else if (skipped) {
      const until = document.indexOf(skipped[1], at + skipped[0].length);
      if (until < 0) return false;
      at = until + skipped[1].length;
    } else if (document[at] === '<') {
      const tag = readTag(document, at + 1);
      if (!tag) return false;
      yield* tag.events;
      at = tag.end;
    } else {
      const next = document.indexOf('<', at);
      const until = next < 0 ? document.length : next;
      yield { kind: 'text', text: unescaped(document.slice(at, until)) };
      at = until;
    }
  }
  return true;
}

interface Tag {
  readonly events: readonly XmlEvent[];
  /** Behind it. */
  readonly end: number;
}

/** @param start behind the `<`. @returns undefined for what is no tag. */
function readTag(document: string, start: number): Tag | undefined {
  if (document[start] === '/') {
    const end = document.indexOf('>', start);
    return end < 0 ? undefined : { events: [{ kind: 'close' }], end: end + 1 };
  }
  const name = matched(NAME, document, start);
  if (name === '') return undefined;
  const attributes = new Map<string, string>();
  let at = start + name.length;
  while (attributes.size <= MAX_ATTRIBUTES) {
    at += matched(SPACE, document, at).length;
    const open = { kind: 'open', name: localName(name), attributes } as const;
    if (document[at] === '>') return { events: [open], end: at + 1 };
    if (document.startsWith('/>', at)) return { events: [open, { kind: 'close' }], end: at + 2 };
    const attribute = readAttribute(document, at);
    if (!attribute) return undefined;
    attributes.set(attribute.name, attribute.value);
    at = attribute.end;
  }
  return undefined;
}

function readAttribute(document: string, start: number) {
  const name = matched(NAME, document, start);
  const equals = matched(EQUALS, document, start + name.length);
  const at = start + name.length + equals.length;
  const quote = document[at];
  if (name === '' || equals === '' || (quote !== '"' && quote !== "'")) return undefined;
  const end = document.indexOf(quote, at + 1);
  if (end < 0) return undefined;
  return { name: localName(name), value: unescaped(document.slice(at + 1, end)), end: end + 1 };
}

/** What an expression matches at a place; empty where it does not. @param expression is sticky. */
function matched(expression: RegExp, document: string, at: number): string {
  expression.lastIndex = at;
  return expression.exec(document)?.[0] ?? '';
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function unescaped(text: string): string {
  return text.replace(REFERENCE, (whole, hexadecimal?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return CHARACTERS[name.toLowerCase()] ?? whole;
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return code > 0 && code <= LAST_CHARACTER ? String.fromCodePoint(code) : whole;
  });
}
