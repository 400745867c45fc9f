/** Elements of SVG as text. Everything from outside is escaped, so that a name can hold any character. */

export type Attributes = Readonly<Record<string, string | number>>;

/** An element with its children, which are elements themselves; pixels are rounded to a tenth. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const listed = Object.entries(attributes).map(([key, value]) => ` ${key}="${attributeValue(value)}"`);
  const opening = `<${name}${listed.join('')}`;
  return children.length > 0 ? `${opening}>${children.join('\n')}</${name}>` : `${opening}/>`;
}

/** A line of text at a place. */
export function label(x: number, y: number, words: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeText(words));
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes): string {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

/** For text and for attributes between double quotes; characters that XML does not allow become a replacement. */
export function escapeText(words: string): string {
  return words
    .replace(FORBIDDEN, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** What no XML document may hold (XML 1.0 2.2), with the surrogates that have lost the other half of their pair. */
const FORBIDDEN = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function attributeValue(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : escapeText(value);
}
