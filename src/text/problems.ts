/** What of a text is not shown as it was written: counted by kind, so that a broken file fills no log. */

export type ProblemCode =
  | 'character_set_guessed'
  | 'character_sets_mixed'
  | 'characters_unreadable'
  | 'signature_missing'
  | 'times_unreadable'
  | 'cue_without_duration'
  | 'cue_without_text'
  | 'cues_out_of_order'
  | 'cue_cut'
  | 'id_dropped'
  | 'nesting_cut'
  | 'document_damaged'
  | 'text_cut'
  | 'cues_cut'
  | 'segment_cut'
  | 'track_cut'
  | 'reading_stopped'
  | 'markup_dropped'
  | 'fonts_left_out'
  | 'timestamp_map_ignored'
  | 'styles_cut';

export interface TextProblem {
  readonly code: ProblemCode;
  /** How often. */
  readonly count: number;
  /** The line of the file in which it was first seen, from 1. Absent where a problem is of the whole text. */
  readonly line?: number;
  /** For a person: what happened to it. */
  readonly detail: string;
}

const DETAILS: Record<ProblemCode, string> = {
  character_set_guessed: 'The text is not UTF-8; its character set was guessed',
  character_sets_mixed: 'Some lines are UTF-8 and some are not; the character set of the others was guessed',
  characters_unreadable: 'Characters that cannot be read are shown as replacement characters',
  signature_missing: 'The text does not begin as its format says',
  times_unreadable: 'Cues whose times cannot be read are left out',
  cue_without_duration: 'Cues that end before they begin, or at once, are left out',
  cue_without_text: 'Cues without text are left out',
  cues_out_of_order: 'Cues are not in the order of their times; they were sorted',
  cue_cut: 'Cues that are too long are cut',
  id_dropped: 'Ids that are too long are left out',
  nesting_cut: 'Markup that is nested too deeply is left out',
  document_damaged: 'The document is no XML from some place on; what follows is left out',
  text_cut: 'The text is too long; what follows is left out',
  cues_cut: 'There are too many cues; what follows is left out',
  segment_cut: 'There is too much text at one time; of a segment, what follows is left out',
  track_cut: 'There is too much text at one time, or in all; of a download, some is left out',
  reading_stopped: 'Reading the text takes too long or too much memory; nothing of it is shown',
  markup_dropped: 'Effects that WebVTT does not have are left out',
  fonts_left_out:
    'Burned in, it is drawn without some of its fonts, which are too large, too many or not TrueType or OpenType',
  timestamp_map_ignored: 'X-TIMESTAMP-MAP is ignored: the times are taken as those of the master',
  styles_cut: 'Style sheets or regions that are too long or too many are left out',
};

/** What a viewer does not miss: it is shown, as well as it can be. */
const HARMLESS: ReadonlySet<ProblemCode> = new Set([
  'character_set_guessed',
  'character_sets_mixed',
  'signature_missing',
  'cue_without_text',
  'cues_out_of_order',
  'markup_dropped',
  'fonts_left_out',
  'id_dropped',
  'timestamp_map_ignored',
]);

/** Whether a viewer may miss something of what was written. */
export function isLoss({ code }: Pick<TextProblem, 'code'>): boolean {
  return !HARMLESS.has(code);
}

/** A problem of a whole text. */
export function textProblem(code: ProblemCode): TextProblem {
  return { code, count: 1, detail: `${DETAILS[code]}.` };
}

/** Collects the problems of one text. */
export class ProblemLog {
  readonly #problems = new Map<ProblemCode, { count: number; line?: number; detail: string }>();

  /** @param line of the file, from 1. @param more what is added to the sentence of the code. */
  add(code: ProblemCode, line?: number, more?: string): void {
    const known = this.#problems.get(code);
    if (known) {
      known.count++;
      return;
    }
    const detail = `${DETAILS[code]}${more ? `: ${more}` : ''}.`;
    this.#problems.set(code, { count: 1, ...(line !== undefined && { line }), detail });
  }

  /** In the order in which they were first seen. */
  get problems(): readonly TextProblem[] {
    return [...this.#problems].map(([code, problem]) => ({ code, ...problem }));
  }
}
