/** A minimal XML writer: elements in, the pieces of a document out. */

/** An XML element: its attributes in order, then its child elements or its text. */
export interface Element {
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly Element[];
  readonly text: string | undefined;
  /** The whole element in UTF-8, indented for its depth, if it was serialized before; see {@link preserialized}. */
  readonly serialized?: Uint8Array;
}

/** An attribute; it is omitted if its value is undefined. */
export type XmlAttribute = readonly [name: string, value: string | number | undefined];

/** Creates an element with child elements, or an empty one. */
export function element(
  name: string,
  attributes: readonly XmlAttribute[],
  ...children: readonly Element[]
): Element {
  return { name, attributes, children, text: undefined };
}

/** Creates an element that contains text. */
export function textElement(name: string, text: string): Element {
  return { name, attributes: [], children: [], text };
}

/**
 * An element of very many empty child elements, serialized once for use in any number of documents. Its children are text,
 * since an object for each of the hundred thousand segments of a day would hold up the thread.
 * @param children as `S d="4" r="2"`: name and attributes, without markup characters in their values.
 * @param depth how many elements enclose it, for its indentation.
 */
export function preserialized(name: string, children: readonly string[], depth: number): Element {
  const indent = INDENT.repeat(depth);
  const rows = children.map((child) => `${indent}${INDENT}<${child}/>\n`).join('');
  const text = rows === '' ? `${indent}<${name}/>\n` : `${indent}<${name}>\n${rows}${indent}</${name}>\n`;
  return { ...element(name, []), serialized: Buffer.from(text, 'utf8') };
}

/** The text of a document in pieces, in order; byte arrays are UTF-8 and may be shared with other documents. */
export type DocumentPieces = readonly (string | Uint8Array)[];

/** Serializes an XML 1.0 document in UTF-8, indented by two spaces for each level. */
export function xmlDocument(root: Element): DocumentPieces {
  return ['<?xml version="1.0" encoding="UTF-8"?>\n', ...piecesOf(root, '')];
}

const INDENT = '  ';

function piecesOf(root: Element, indent: string): (string | Uint8Array)[] {
  const pieces: (string | Uint8Array)[] = [];
  const add = ({ name, attributes, children, text, serialized }: Element, before: string) => {
    if (serialized !== undefined) return void pieces.push(serialized);
    const open = `${before}<${name}${attributes.map(attributeText).join('')}`;
    if (text !== undefined) return void pieces.push(`${open}>${escaped(text)}</${name}>\n`);
    if (children.length === 0) return void pieces.push(`${open}/>\n`);
    pieces.push(`${open}>\n`);
    for (const child of children) add(child, before + INDENT);
    pieces.push(`${before}</${name}>\n`);
  };
  add(root, indent);
  return pieces;
}

function attributeText([name, value]: XmlAttribute): string {
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

/** Escapes markup characters as entities; replaces characters that XML 1.0 forbids, and control characters, with a space. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' ')
    .replace(/[&<>"']/g, (character) => ENTITY[character] ?? character);
}
