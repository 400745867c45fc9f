/** The text of one event of ASS or SSA. */
import type { CueNode, CueSettings } from '../cue.js';
import { plainText } from '../cue.js';
import { NodeBuilder } from '../node-builder.js';
import { type Override, readOverrides } from './overrides.js';
import { type Place, placeSettings } from './place.js';
import { type AssScript, PLAIN_STYLE, styleName } from './script.js';

interface AssEvent {
  readonly text: string;
  readonly style: string;
  /** Who speaks; empty if that is not said. */
  readonly name: string;
}

interface EventText {
  readonly nodes: readonly CueNode[];
  readonly settings: CueSettings | undefined;
  /** Whether something was left out that WebVTT does not have. */
  readonly isReduced: boolean;
  readonly isCut: boolean;
}

const FACES = ['italic', 'bold', 'underline'] as const;
type Face = (typeof FACES)[number];

export function readEvent({ text, style, name }: AssEvent, script: AssScript, maxDepth: number): EventText {
  const reading = new EventReading(script, styleName(style), maxDepth);
  for (const part of partsOf(text)) {
    if (part.startsWith('{') && part.endsWith('}')) reading.override(part.slice(1, -1));
    else reading.addText(part);
  }
  const { nodes, place, isReduced, isCut } = reading;
  const spoken =
    name === '' || nodes.length === 0
      ? nodes
      : [{ kind: 'voice', annotation: name, children: nodes } as const];
  const lines = plainText(nodes).split('\n').length;
  return { nodes: spoken, settings: placeSettings({ ...place, lines }), isReduced, isCut };
}

/** Groups of overrides in their braces, and the texts around them. A brace that is never closed is text. */
function* partsOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf('{', at);
    const close = open === -1 ? -1 : text.indexOf('}', open);
    if (close === -1) {
      yield text.slice(at);
      return;
    }
    yield text.slice(at, open);
    yield text.slice(open, close + 1);
    at = close + 1;
  }
}

class EventReading {
  isReduced = false;
  readonly #script: AssScript;
  readonly #builder: NodeBuilder;
  readonly #on = new Set<Face>();
  #style: string;
  /** The first of each that is said: it holds for the whole event. */
  #key: number | undefined;
  #point: Place['point'];
  #isDrawing = false;

  constructor(script: AssScript, style: string, maxDepth: number) {
    this.#script = script;
    this.#builder = new NodeBuilder(maxDepth);
    this.#style = style;
    this.#reset(style);
  }

  addText(text: string): void {
    if (this.#isDrawing) this.isReduced ||= text !== '';
    else this.#builder.add({ kind: 'text', text: unescaped(text, this.#script.breaksSoftly) });
  }

  override(group: string): void {
    for (const override of readOverrides(group)) this.#apply(override);
  }

  get nodes(): readonly CueNode[] {
    return this.#builder.nodes;
  }

  get isCut(): boolean {
    return this.#builder.isCut;
  }

  get place(): Omit<Place, 'lines'> {
    const key = this.#key ?? this.#styleOf(this.#style).key;
    return { key, ...(this.#point && { point: this.#point }) };
  }

  #apply(override: Override): void {
    if (override.kind === 'place') this.#key ??= override.key;
    else if (override.kind === 'point') this.#point ??= this.#percent(override);
    else if (override.kind === 'drawing') this.#isDrawing = override.on;
    else if (override.kind === 'reset') this.#reset(styleName(override.style) || this.#style);
    else if (override.kind === 'dropped') this.isReduced = true;
    else this.#set(override.kind, override.on ?? this.#styleOf(this.#style)[override.kind]);
  }

  #reset(style: string): void {
    for (const face of FACES) this.#set(face, this.#styleOf(style)[face]);
  }

  #set(face: Face, on: boolean): void {
    if (this.#on.has(face) === on) return;
    if (on) {
      this.#on.add(face);
      this.#builder.open({ kind: face });
    } else {
      this.#on.delete(face);
      this.#builder.closeAcross(face);
    }
  }

  #styleOf(name: string) {
    return this.#script.styles.get(name) ?? this.#script.styles.get('Default') ?? PLAIN_STYLE;
  }

  #percent({ x, y }: { readonly x: number; readonly y: number }): NonNullable<Place['point']> {
    return { x: (100 * x) / this.#script.width, y: (100 * y) / this.#script.height };
  }
}

function unescaped(text: string, breaksSoftly: boolean): string {
  return text
    .replaceAll('\\N', '\n')
    .replaceAll('\\n', breaksSoftly ? '\n' : ' ')
    .replaceAll('\\h', '\u00A0');
}
