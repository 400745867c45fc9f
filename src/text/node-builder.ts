/** Builds the tree of a cue's payload from tags that open and close, in whatever order they come. */
import type { CueNode, CueSpan } from './cue.js';

type OpenSpan = Omit<CueSpan, 'children'> & { readonly children: CueNode[] };

export class NodeBuilder {
  readonly #root: CueNode[] = [];
  readonly #open: OpenSpan[] = [];
  readonly #maxDepth: number;
  /** Whether a span was left out because it was nested too deeply; its text was kept. */
  isCut = false;

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  get current(): CueSpan | undefined {
    return this.#open.at(-1);
  }

  add(node: CueNode): void {
    const siblings = this.#siblings;
    const last = siblings.at(-1);
    if (node.kind === 'text' && last?.kind === 'text')
      siblings[siblings.length - 1] = { kind: 'text', text: last.text + node.text };
    else if (node.kind !== 'text' || node.text !== '') siblings.push(node);
  }

  open(span: Omit<CueSpan, 'children'>): void {
    if (this.#open.length >= this.#maxDepth) {
      this.isCut = true;
      return;
    }
    const opened: OpenSpan = { ...span, children: [] };
    this.#siblings.push(opened);
    this.#open.push(opened);
  }

  /** Closes the innermost span. */
  close(): void {
    this.#open.pop();
  }

  /** Closes the innermost span of this kind; those that were opened within are opened again. Nothing if there is none. */
  closeAcross(kind: CueSpan['kind']): void {
    const at = this.#open.findLastIndex((span) => span.kind === kind);
    if (at === -1) return;
    const within = this.#open.splice(at).slice(1);
    for (const { children: _, ...span } of within) this.open(span);
  }

  /** Without spans that hold nothing. */
  get nodes(): readonly CueNode[] {
    return withoutEmpty(this.#root);
  }

  get #siblings(): CueNode[] {
    return this.#open.at(-1)?.children ?? this.#root;
  }
}

function withoutEmpty(nodes: readonly CueNode[]): readonly CueNode[] {
  return nodes.flatMap((node): readonly CueNode[] => {
    if (node.kind === 'text' || node.kind === 'timestamp') return [node];
    const children = withoutEmpty(node.children);
    return children.length > 0 ? [{ ...node, children }] : [];
  });
}
