/** Cues that a container has divided at the edges of its samples. */

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Joins cues that are the same in samples that follow each other: where cues overlap, a sample begins wherever one of them does
 * (ISO/IEC 14496-30 7.3).
 */
export class JoinedCues<T> {
  readonly #emit: (cue: T, range: Range) => void;
  /** What is shown at the end of the last sample. */
  #open = new Map<string, { readonly cue: T; readonly start: number }>();
  #end = Number.NEGATIVE_INFINITY;

  /** @param emit called with each cue once it has ended. */
  constructor(emit: (cue: T, range: Range) => void) {
    this.#emit = emit;
  }

  add(cues: readonly T[], { start, end }: Range): void {
    if (start > this.#end) this.end();
    const before = this.#open;
    const shown = new Map(cues.map((cue) => [JSON.stringify(cue), cue]));
    const next = new Map(
      Array.from(shown, ([name, cue]) => [name, { cue, start: before.get(name)?.start ?? start }]),
    );
    for (const name of next.keys()) before.delete(name);
    this.end();
    this.#open = next;
    this.#end = end;
  }

  /** Emits all that is open. */
  end(): void {
    for (const { cue, start } of this.#open.values()) this.#emit(cue, { start, end: this.#end });
    this.#open = new Map();
  }
}
