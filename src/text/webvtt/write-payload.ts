/** A tree of text as WebVTT 4.2.2 writes it. */
import type { CueNode, CueSpan, SpanKind } from '../cue.js';
import { escapeText } from './entities.js';
import { writeTimestamp } from './timestamp.js';

const TAGS: Readonly<Record<SpanKind, string>> = {
  italic: 'i',
  bold: 'b',
  underline: 'u',
  class: 'c',
  voice: 'v',
  language: 'lang',
  ruby: 'ruby',
  rubyText: 'rt',
};
/** A line that looks empty but does not end the cue. */
const BLANK_LINE = '\u00A0';

/** @returns text without empty lines and without an arrow. */
export function writePayload(nodes: readonly CueNode[]): string {
  const written = writeNodes(nodes).replace(/\r\n?/g, '\n');
  return withoutOuterBreaks(written).replace(/\n(?=\n)/g, `\n${BLANK_LINE}`);
}

function withoutOuterBreaks(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && text[start] === '\n') start++;
  while (end > start && text[end - 1] === '\n') end--;
  return text.slice(start, end);
}

function writeNodes(nodes: readonly CueNode[]): string {
  return nodes.map(writeNode).join('');
}

function writeNode(node: CueNode): string {
  if (node.kind === 'text') return escapeText(node.text);
  if (node.kind === 'timestamp') return `<${writeTimestamp(node.time)}>`;
  return `<${startTag(node)}>${writeNodes(node.children)}</${TAGS[node.kind]}>`;
}

function startTag({ kind, classes = [], annotation }: CueSpan): string {
  const names = [TAGS[kind], ...classes.map((name) => name.replace(/[\s.&<>]/g, '_'))].join('.');
  return annotation === undefined ? names : `${names} ${escapeText(annotation.replace(/\s+/g, ' '))}`;
}
