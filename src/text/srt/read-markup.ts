/** The markup in SubRip: tags as in HTML, and overrides as in ASS. What is neither is text. */

import { readOverrides } from '../ass/overrides.js';
import { placeSettings } from '../ass/place.js';
import { type CueNode, type CueSettings, plainText, type SpanKind } from '../cue.js';
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
  const reading = new MarkupReading(maxDepth);
  let at = 0;
  for (const match of text.matchAll(MARKUP)) {
    const [written, slash = '', name = '', attributes = '', overrides] = match;
    if (overrides === undefined ? !isTag(name) : !written.startsWith('{\\')) continue;
    reading.addText(text.slice(at, match.index));
    if (overrides !== undefined) reading.override(overrides);
    else reading.tag({ isEnd: slash !== '', name: name.toLowerCase(), attributes });
    at = match.index + written.length;
  }
  reading.addText(text.slice(at));
  return reading.marked;
}

interface Tag {
  readonly isEnd: boolean;
  readonly name: string;
  readonly attributes: string;
}

class MarkupReading {
  readonly #builder: NodeBuilder;
  #isReduced = false;
  /** The first that is said; see `Place`. */
  #key: number | undefined;

  constructor(maxDepth: number) {
    this.#builder = new NodeBuilder(maxDepth);
  }

  addText(text: string): void {
    this.#builder.add({ kind: 'text', text: unescapeText(text) });
  }

  override(overrides: string): void {
    for (const override of readOverrides(`\\${overrides}`)) {
      if (override.kind === 'place') this.#key ??= override.key;
      else this.#isReduced = true;
    }
  }

  tag({ isEnd, name, attributes }: Tag): void {
    const kind = TAGS[name];
    if (!kind) this.#isReduced = true;
    else if (isEnd) this.#builder.closeAcross(kind);
    else if (name === 'font') this.#openFont(attributes);
    else this.#builder.open({ kind });
  }

  get marked(): MarkedText {
    const { nodes, isCut } = this.#builder;
    const lines = plainText(nodes).split('\n').length;
    const settings = this.#key === undefined ? undefined : placeSettings({ key: this.#key, lines });
    return { nodes, settings, isReduced: this.#isReduced, isCut };
  }

  /** One that names no colour of WebVTT is opened too, so that its end closes no other. */
  #openFont(attributes: string): void {
    const colour = colourClass(attributes);
    this.#builder.open({ kind: 'class', ...(colour !== undefined && { classes: [colour] }) });
    this.#isReduced ||= colour === undefined;
  }
}

/** `s`, which WebVTT does not have, is known too: it is left out. */
function isTag(name: string): boolean {
  return name.toLowerCase() === 's' || Object.hasOwn(TAGS, name.toLowerCase());
}
