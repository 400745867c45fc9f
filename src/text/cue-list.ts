/** The cues of one text while it is read: checked, bounded, in order. */
import type { Cue, CueNode } from './cue.js';
import { plainText } from './cue.js';
import { MAX_ID_CHARACTERS, type TextLimits } from './limits.js';
import type { ProblemLog } from './problems.js';

/** A cue as it is written, before it is known to be shown. */
export interface WrittenCue extends Cue {
  /** Of the file, from 1. */
  readonly lineNumber?: number;
}

export class CueList {
  readonly #cues: Cue[] = [];
  readonly #limits: TextLimits;
  readonly #log: ProblemLog;
  readonly #expected: { readonly inOrder: boolean };
  #isOrdered = true;
  #isCut = false;

  /** @param expected whether the format wants cues in the order of their starts, so that another order is said. */
  constructor(
    limits: TextLimits,
    log: ProblemLog,
    expected: { readonly inOrder: boolean } = { inOrder: true },
  ) {
    this.#limits = limits;
    this.#log = log;
    this.#expected = expected;
  }

  /** Whether a cue was left out as there are too many, so that reading can end. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Adds a cue that is shown at all; else notes why not. */
  add({ lineNumber, ...cue }: WrittenCue): void {
    if (!(cue.end > cue.start)) this.#log.add('cue_without_duration', lineNumber);
    else if (isBlank(cue.payload)) this.#log.add('cue_without_text', lineNumber);
    else if (this.#cues.length < this.#limits.maxCues) this.#keep(cue, lineNumber);
    else {
      this.#isCut = true;
      this.#log.add('cues_cut', lineNumber);
    }
  }

  #keep({ id, ...rest }: Cue, lineNumber: number | undefined): void {
    const isLong = id !== undefined && id.length > MAX_ID_CHARACTERS;
    if (isLong) this.#log.add('id_dropped', lineNumber);
    const cue = id === undefined || isLong ? rest : { id, ...rest };
    const before = this.#cues.at(-1);
    if (before && before.start > cue.start) {
      if (this.#expected.inOrder) this.#log.add('cues_out_of_order', lineNumber);
      this.#isOrdered = false;
    }
    this.#cues.push(cue);
  }

  /** In the order of their starts; those that start together as they were added. */
  get cues(): readonly Cue[] {
    return this.#isOrdered ? this.#cues : this.#cues.toSorted((a, b) => a.start - b.start);
  }
}

function isBlank(payload: readonly CueNode[]): boolean {
  return plainText(payload).trim() === '';
}

/** Returns a cue's text as far as it is read. */
export function cutCueText(
  text: string,
  context: { limits: TextLimits; log: ProblemLog; line?: number },
): string {
  const { limits, log, line } = context;
  if (text.length <= limits.maxCueCharacters) return text;
  log.add('cue_cut', line);
  // Not between the halves of a character beyond the Basic Multilingual Plane.
  return text.slice(0, limits.maxCueCharacters).replace(/[\uD800-\uDBFF]$/, '');
}
