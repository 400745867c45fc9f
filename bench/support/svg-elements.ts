/** SVG elements as text. All text is escaped, so that names may contain any character. */

export type Attributes = Readonly<Record<string, string | number>>;

/** An element with its child elements; numbers are rounded to tenths of a pixel. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const listed = Object.entries(attributes).map(([key, value]) => ` ${key}="${attributeValue(value)}"`);
  const opening = `<${name}${listed.join('')}`;
  return children.length > 0 ? `${opening}>${children.join('\n')}</${name}>` : `${opening}/>`;
}

/** A line of text at a position. */
export function label(x: number, y: number, words: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeText(words));
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes): string {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

/** Escapes text for content and double-quoted attributes; characters that XML forbids are replaced. */
export function escapeText(words: string): string {
  return words
    .replace(FORBIDDEN, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Characters that XML forbids (XML 1.0 2.2), including unpaired surrogates. */
const FORBIDDEN = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function attributeValue(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : escapeText(value);
}
