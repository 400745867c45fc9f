/** What every reader of a text is given. */
import type { CueList } from './cue-list.js';
import type { TextLimits } from './limits.js';
import type { ProblemLog } from './problems.js';

export interface Reading {
  readonly limits: TextLimits;
  readonly log: ProblemLog;
  readonly cues: CueList;
}
