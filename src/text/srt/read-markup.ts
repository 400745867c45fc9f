/** The markup in SubRip: tags as in HTML, and overrides as in ASS. What is neither is text. */

import { alignmentSettings } from '../ass/alignment.js';
import type { CueNode, CueSettings, SpanKind } from '../cue.js';
import { NodeBuilder } from '../node-builder.js';
import { unescapeText } from '../webvtt/entities.js';
import { colourClass } from './colour-class.js';

const TAGS: Readonly<Record<string, SpanKind>> = {
  i: 'italic',
  em: 'italic',
  b: 'bold',
  strong: 'bold',
  u: 'underline',
  font: 'class',
  ruby: 'ruby',
  rt: 'rubyText',
};
/** A tag, with its end, name and attributes; or a group of overrides. */
const MARKUP = /<(\/?)([a-z]{1,6})((?:\s[^<>]{0,256})?)\/?>|\{\\?([^{}]{0,256})\}/gi;

interface MarkedText {
  readonly nodes: readonly CueNode[];
  readonly settings: CueSettings | undefined;
  /** Whether something was left out that WebVTT does not have. */
  readonly isReduced: boolean;
  readonly isCut: boolean;
}

export function readMarkup(text: string, maxDepth: number): MarkedText {
  const builder = new NodeBuilder(maxDepth);
  let settings: CueSettings | undefined;
  let isReduced = false;
  let at = 0;
  const addText = (end: number) => builder.add({ kind: 'text', text: unescapeText(text.slice(at, end)) });
  for (const match of text.matchAll(MARKUP)) {
    const [written, slash = '', name = '', attributes = '', overrides] = match;
    if (overrides !== undefined) {
      if (!written.startsWith('{\\')) continue;
      addText(match.index);
      settings ??= alignmentSettings(Number(/\\?an?([1-9])/.exec(overrides)?.[1]));
      isReduced ||= !/^an?\d+$/.test(overrides);
    } else {
      if (!isTag(name)) continue;
      addText(match.index);
      isReduced =
        applyTag(builder, { isEnd: slash !== '', name: name.toLowerCase(), attributes }) || isReduced;
    }
    at = match.index + written.length;
  }
  addText(text.length);
  return { nodes: builder.nodes, settings, isReduced, isCut: builder.isCut };
}

/** `s`, which WebVTT does not have, is known too: it is left out. */
function isTag(name: string): boolean {
  return name.toLowerCase() === 's' || Object.hasOwn(TAGS, name.toLowerCase());
}

/** @returns whether the tag is left out. */
function applyTag(
  builder: NodeBuilder,
  { isEnd, name, attributes }: { isEnd: boolean; name: string; attributes: string },
): boolean {
  const kind = TAGS[name];
  if (!kind) return true;
  if (isEnd) builder.closeAcross(kind);
  else if (name !== 'font') builder.open({ kind });
  else {
    // One that names no colour of WebVTT is opened too, so that its end closes no other.
    const colour = colourClass(attributes);
    builder.open({ kind, ...(colour !== undefined && { classes: [colour] }) });
    return colour === undefined;
  }
  return false;
}
