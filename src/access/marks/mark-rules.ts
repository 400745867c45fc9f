/** The rules for marks that this server holds: in memory, and in a file in which they survive a restart. */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { writeAtomically } from '../../shared/atomic-write.js';
import { OnplayError } from '../../shared/errors.js';
import type { FindRequiredOverlays } from '../tokens/token-marks.js';
import { marksFull, marksUnknown, marksUnreadable } from './mark-errors.js';
import { MAX_MARK_RULE_BYTES, type MarkRule } from './mark-rule.js';
import {
  isLater,
  MAX_ENTRIES,
  MAX_MARK_RULES,
  RuleEntries,
  type RuleEntry,
  ruleEntrySchema,
} from './rule-entries.js';
import { RuleIndex } from './rule-index.js';

const storedSchema = z.array(ruleEntrySchema).max(MAX_ENTRIES);

/** With what stands around each rule. */
const MAX_FILE_BYTES = MAX_ENTRIES * (MAX_MARK_RULE_BYTES + 256);

interface MarkRulesOptions {
  readonly file: string;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export class MarkRules {
  readonly #file: string;
  readonly #now: () => number;
  readonly #entries = new RuleEntries();
  #index = new RuleIndex([]);
  #writing: Promise<void> = Promise.resolve();
  /** Whether all that is known is on disk, or is being written. */
  #isStored = true;

  constructor({ file, now = Date.now }: MarkRulesOptions) {
    this.#file = file;
    this.#now = now;
  }

  /**
   * Loads the stored rules.
   * @throws OnplayError `marks_unreadable` where they are not what was stored: no session is to be played without its marks.
   */
  async restore(): Promise<void> {
    try {
      this.#take(storedSchema.parse(JSON.parse(await textOf(this.#file))));
    } catch (cause) {
      throw marksUnreadable(cause);
    }
  }

  /** What rules ask for in a session; for `createTokenVerifier`. */
  readonly required: FindRequiredOverlays = (session) => this.#index.matching(session);

  /** The latest changes of all rules, also of those that were removed. */
  all(): readonly RuleEntry[] {
    return this.#entries.all();
  }

  /** The latest change of a rule. */
  get(name: string): RuleEntry | undefined {
    return this.#entries.get(name);
  }

  /**
   * Puts a rule in force at once, in the place of one of that name; resolves when it is on disk and survives a restart.
   * @throws OnplayError `marks_full`; `data_unwritable`: the rule is in force until this process ends.
   */
  async put(name: string, rule: MarkRule): Promise<RuleEntry> {
    const isNew = !this.#entries.get(name)?.rule;
    if (isNew && this.#entries.rules().length >= MAX_MARK_RULES) throw marksFull(MAX_MARK_RULES);
    return this.#change(name, rule);
  }

  /** Ends a rule at once; resolves as `put`. @throws OnplayError `marks_unknown`, `data_unwritable`. */
  async remove(name: string): Promise<RuleEntry> {
    if (!this.#entries.get(name)?.rule) throw marksUnknown();
    return this.#change(name, undefined);
  }

  /** Holds the changes of other servers, as `put`; and stores what could not be stored before. @throws OnplayError `data_unwritable`. */
  async hold(entries: readonly RuleEntry[]): Promise<void> {
    const isNews = entries.some((entry) => {
      const known = this.#entries.get(entry.name);
      return !known || isLater(entry, known);
    });
    if (isNews) this.#take(entries);
    if (isNews || !this.#isStored) await this.#write();
  }

  async #change(name: string, rule: MarkRule | undefined): Promise<RuleEntry> {
    const entry = this.#entries.next(name, rule, this.#now());
    this.#take([entry]);
    await this.#write();
    return entry;
  }

  #take(entries: readonly RuleEntry[]): void {
    this.#entries.take(entries);
    this.#index = new RuleIndex(this.#entries.rules());
  }

  /** Writes one after another, each what is known when its turn comes. @throws OnplayError `data_unwritable`. */
  async #write(): Promise<void> {
    const write = () => writeAtomically(this.#file, JSON.stringify(this.all()), { flush: true });
    this.#writing = this.#writing.catch(() => undefined).then(write);
    this.#isStored = true;
    try {
      await this.#writing;
    } catch (cause) {
      this.#isStored = false;
      throw new OnplayError('data_unwritable', {
        publicDetail:
          'The rule is in force, but could not be saved: at the next restart it is as before, unless other servers have it.',
        cause,
      });
    }
  }
}

/** An empty list where there is no file. */
async function textOf(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES) throw new Error(`it has more than ${MAX_FILE_BYTES} bytes`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '[]';
    throw error;
  }
}
