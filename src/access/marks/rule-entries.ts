/**
 * Rules as several servers change them without asking each other: of each name the latest change counts, wherever it was made and in
 * whichever order a server is told. So what is removed is remembered as well. Pure.
 */
import { z } from 'zod';
import { MARK_RULE_NAME, markRuleSchema } from './mark-rule.js';
import { byName, type NamedRule } from './rule-index.js';

/**
 * Each server holds all of them and writes them as one file at each change. An operator who has to mark more viewers than that names their
 * tenant or a folder, and has the text name the viewer.
 */
export const MAX_MARK_RULES = 1000;

/** Of rules that are gone. A server that was away for longer than these brings one back, which then is to be removed again. */
export const MAX_REMOVED = 1000;

/** What several servers have put at once may be more than one accepts, but not without bound. */
export const MAX_ENTRIES = 2 * MAX_MARK_RULES + MAX_REMOVED;

/** The last moment of a Date (ECMA-262 21.4.1.1), in milliseconds. */
const END_OF_TIME = 8.64e15;

/** The latest change of a rule. */
export const ruleEntrySchema = z.strictObject({
  name: z.string().regex(MARK_RULE_NAME),
  /** Milliseconds since 1970 by the clock of the server that made it, but later than each change of the rule that it knew. */
  at: z.int().min(0).max(END_OF_TIME),
  /** Absent: it was removed. */
  rule: markRuleSchema.exactOptional(),
});

export type RuleEntry = z.output<typeof ruleEntrySchema>;

export class RuleEntries {
  readonly #entries = new Map<string, RuleEntry>();

  get(name: string): RuleEntry | undefined {
    return this.#entries.get(name);
  }

  /** Also those that were removed. */
  all(): readonly RuleEntry[] {
    return [...this.#entries.values()];
  }

  /** Those in force, by their names. */
  rules(): readonly NamedRule[] {
    return this.all()
      .flatMap(({ name, rule }) => (rule ? [{ ...rule, name }] : []))
      .sort(byName);
  }

  /** A change that counts more than the one that is known. @param rule absent: it is removed. */
  next(name: string, rule: RuleEntry['rule'], nowMs: number): RuleEntry {
    const at = Math.max(nowMs, (this.#entries.get(name)?.at ?? -1) + 1);
    return rule ? { name, at, rule } : { name, at };
  }

  /** Holds changes of which no later one is known; those of other names only where there is room. */
  take(entries: readonly RuleEntry[]): void {
    for (const entry of entries) {
      const known = this.#entries.get(entry.name);
      if (known ? isLater(entry, known) : this.#entries.size < MAX_ENTRIES)
        this.#entries.set(entry.name, entry);
    }
    this.#forgetRemoved();
  }

  #forgetRemoved(): void {
    const oldestFirst = this.all()
      .filter(({ rule }) => !rule)
      .sort((one, other) => one.at - other.at);
    for (const { name } of oldestFirst.slice(0, -MAX_REMOVED)) this.#entries.delete(name);
  }
}

/** Whether a change counts more than another of the same rule. Of two at once all servers choose the same, and a mark before none. */
export function isLater(one: RuleEntry, other: RuleEntry): boolean {
  if (one.at !== other.at) return one.at > other.at;
  return JSON.stringify(one.rule ?? null) > JSON.stringify(other.rule ?? null);
}
