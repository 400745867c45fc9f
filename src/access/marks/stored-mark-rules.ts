/** The rules for marks of a fleet as they stand in Redis. */
import { z } from 'zod';
import { type RedisLink, type Seal, SealedHash } from '../../redis/index.js';
import { MAX_MARK_RULE_BYTES } from './mark-rule.js';
import { isLater, MAX_ENTRIES, type RuleEntry, ruleEntrySchema } from './rule-entries.js';

/** With its signature and what stands around the rule. */
const MAX_STORED_LENGTH = MAX_MARK_RULE_BYTES + 512;

/** What every version writes of a change. */
const changeSchema = z.looseObject({ name: ruleEntrySchema.shape.name, at: ruleEntrySchema.shape.at });

export interface StoredChange extends Pick<RuleEntry, 'name' | 'at'> {
  /** Absent where this version does not understand it: a server of another version has put it, and knows it. */
  readonly entry: RuleEntry | undefined;
}

export class StoredMarkRules {
  readonly #hash: SealedHash;

  constructor({ link, seal }: { readonly link: RedisLink; readonly seal: Seal }) {
    this.#hash = new SealedHash({
      ...{ link, seal, name: 'mark-rules' },
      ...{ maxFields: MAX_ENTRIES, maxLength: MAX_STORED_LENGTH },
    });
  }

  /** The changes by the names of their rules. Removes what the fleet did not write there. @throws Error */
  read(): Promise<ReadonlyMap<string, StoredChange>> {
    return this.#hash.read((field, value) => {
      const change = changeSchema.safeParse(value).data;
      if (change?.name !== field) return undefined;
      return { name: field, at: change.at, entry: ruleEntrySchema.safeParse(value).data };
    });
  }

  /** In the place of what stands there of these rules. @throws Error */
  write(entries: readonly RuleEntry[]): Promise<void> {
    return this.#hash.write(entries.map((entry) => [entry.name, entry] as const));
  }

  /** @throws Error */
  remove(names: readonly string[]): Promise<void> {
    return this.#hash.remove(names);
  }
}

/**
 * Whether a change is to stand in Redis instead of what does. Of those at one moment one that is not understood stays, so that servers of
 * two versions do not write over each other without end.
 */
export function isMissing(entry: RuleEntry, stored: StoredChange | undefined): boolean {
  if (!stored) return true;
  return stored.entry ? isLater(entry, stored.entry) : entry.at > stored.at;
}
