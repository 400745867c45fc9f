/** The text of a paragraph of TTML, with its spans. */
import type { CueNode, CueSpan } from '../cue.js';
import { NodeBuilder } from '../node-builder.js';
import { colourClass } from '../srt/colour-class.js';
import type { Style } from './styles.js';

type Span = Omit<CueSpan, 'children'>;

export class Paragraph {
  readonly #builder: NodeBuilder;
  readonly #maxDepth: number;
  #charactersLeft: number;
  #depth = 0;
  /** Spaces of the document are one space, and none at the ends of lines. */
  #isLineStart = true;
  #hasSpace = false;
  /** Whether spans, or text, were left out. */
  isNestingCut = false;
  isCut = false;

  constructor({
    maxDepth,
    maxCueCharacters,
  }: { readonly maxDepth: number; readonly maxCueCharacters: number }) {
    this.#builder = new NodeBuilder(maxDepth);
    this.#maxDepth = maxDepth;
    this.#charactersLeft = maxCueCharacters;
  }

  get nodes(): readonly CueNode[] {
    return this.#builder.nodes;
  }

  /** Opens spans for what a style has and the one around it has not. @returns how many, which are to be closed. */
  open(style: Style, around: Style): number {
    const spans = spansOf(style).filter(({ name }) => style.get(name) !== around.get(name));
    let opened = 0;
    for (const { span } of spans) {
      if (this.#depth === this.#maxDepth) {
        this.isNestingCut = true;
        break;
      }
      this.#builder.open(span);
      this.#depth++;
      opened++;
    }
    return opened;
  }

  close(spans: number): void {
    for (let i = 0; i < spans; i++) this.#builder.close();
    this.#depth -= spans;
  }

  /** @param isPreserved whether spaces and line breaks are those of the document. */
  add(text: string, isPreserved: boolean): void {
    if (isPreserved) this.#write(text);
    else this.#addCollapsed(text.replace(/\s+/g, ' '));
  }

  break(): void {
    this.#write('\n');
    this.#isLineStart = true;
    this.#hasSpace = false;
  }

  #addCollapsed(text: string): void {
    const trimmed = text.trim();
    this.#hasSpace ||= text.startsWith(' ');
    if (trimmed === '') return;
    this.#write(`${this.#hasSpace && !this.#isLineStart ? ' ' : ''}${trimmed}`);
    this.#isLineStart = false;
    this.#hasSpace = text.endsWith(' ');
  }

  #write(text: string): void {
    this.isCut ||= text.length > this.#charactersLeft;
    const kept = text.slice(0, this.#charactersLeft);
    this.#charactersLeft -= kept.length;
    this.#builder.add({ kind: 'text', text: kept });
  }
}

/** What of a style WebVTT has, by its attribute. */
function spansOf(style: Style): { readonly name: string; readonly span: Span }[] {
  const colour = colourOf(style);
  return [
    ...(/^(?:italic|oblique)$/.test(style.get('fontStyle') ?? '')
      ? [{ name: 'fontStyle', span: { kind: 'italic' as const } }]
      : []),
    ...(style.get('fontWeight') === 'bold' ? [{ name: 'fontWeight', span: { kind: 'bold' as const } }] : []),
    ...(/(?:^|\s)underline(?:\s|$)/.test(style.get('textDecoration') ?? '')
      ? [{ name: 'textDecoration', span: { kind: 'underline' as const } }]
      : []),
    ...(colour === undefined ? [] : [{ name: 'color', span: { kind: 'class' as const, classes: [colour] } }]),
  ];
}

/** A class for a colour that is not that of all subtitles. */
function colourOf(style: Style): string | undefined {
  // Eight digits: the last two are the opacity.
  const value = style
    .get('color')
    ?.trim()
    .replace(/^(#[0-9a-f]{6})[0-9a-f]{2}$/i, '$1');
  const colour = value === undefined ? undefined : colourClass(`color="${value}"`);
  return colour === 'white' ? undefined : colour;
}
