/** An XML element: its attributes in order, then its child elements or its text. */
export interface Element {
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly Element[];
  readonly text: string | undefined;
  /** Its whole text in UTF-8, with the indentation of its place, where that was put together before. */
  readonly written?: Uint8Array;
}

/** An attribute; undefined leaves it out. */
export type XmlAttribute = readonly [name: string, value: string | number | undefined];

/** An element that holds other elements, or nothing. */
export function element(
  name: string,
  attributes: readonly XmlAttribute[],
  ...children: readonly Element[]
): Element {
  return { name, attributes, children, text: undefined };
}

/** An element that holds text. */
export function textElement(name: string, text: string): Element {
  return { name, attributes: [], children: [], text };
}

/** The same element, whose text is put together now and not each time. @param depth how many elements are around it. */
export function writtenOnce(whole: Element, depth: number): Element {
  const text = piecesOf(whole, INDENT.repeat(depth)).join('');
  return { ...element(whole.name, []), written: Buffer.from(text, 'utf8') };
}

/** A document's text, in order; bytes are UTF-8 that other documents share. */
export type DocumentPieces = readonly (string | Uint8Array)[];

/** A whole XML 1.0 document in UTF-8, two spaces of indentation for each level. */
export function xmlDocument(root: Element): DocumentPieces {
  return ['<?xml version="1.0" encoding="UTF-8"?>\n', ...piecesOf(root, '')];
}

const INDENT = '  ';

function piecesOf(root: Element, indent: string): (string | Uint8Array)[] {
  const pieces: (string | Uint8Array)[] = [];
  const add = ({ name, attributes, children, text, written }: Element, before: string) => {
    if (written !== undefined) return void pieces.push(written);
    const open = `${before}<${name}${attributes.map(writtenAttribute).join('')}`;
    if (text !== undefined) return void pieces.push(`${open}>${escaped(text)}</${name}>\n`);
    if (children.length === 0) return void pieces.push(`${open}/>\n`);
    pieces.push(`${open}>\n`);
    for (const child of children) add(child, before + INDENT);
    pieces.push(`${before}</${name}>\n`);
  };
  add(root, indent);
  return pieces;
}

function writtenAttribute([name, value]: XmlAttribute): string {
  if (value === undefined) return '';
  return ` ${name}="${typeof value === 'number' ? value : escaped(value)}"`;
}

const ENTITY: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Markup characters become entities; control characters and others that XML 1.0 forbids become a space. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' ')
    .replace(/[&<>"']/g, (character) => ENTITY[character] ?? character);
}
