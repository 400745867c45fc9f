/** The rules for marks of a fleet as they stand in Redis, where others may write too: what is read is believed by its seal alone. */
import { z } from 'zod';
import type { RedisLink, Seal } from '../../redis/index.js';
import { MAX_MARK_RULE_BYTES } from './mark-rule.js';
import { isLater, MAX_ENTRIES, type RuleEntry, ruleEntrySchema } from './rule-entries.js';

const KEY = 'mark-rules';

/** With its signature and what stands around the rule. */
const MAX_STORED_LENGTH = MAX_MARK_RULE_BYTES + 512;

/** All fields and their values; nothing where another kind of value stands there, or more than a fleet writes: these are an attacker's. */
const READ = `
local kind = redis.call('type', KEYS[1]).ok
if kind == 'none' then return {} end
if kind ~= 'hash' or redis.call('hlen', KEYS[1]) > tonumber(ARGV[1]) then
  redis.call('unlink', KEYS[1])
  return {}
end
local read = {}
for _, field in ipairs(redis.call('hkeys', KEYS[1])) do
  if string.len(field) <= 64 and redis.call('hstrlen', KEYS[1], field) <= tonumber(ARGV[2]) then
    read[#read + 1] = field
    read[#read + 1] = redis.call('hget', KEYS[1], field)
  else
    redis.call('hdel', KEYS[1], field)
  end
end
return read`;

/** What every version writes of a change. */
const changeSchema = z.looseObject({ name: ruleEntrySchema.shape.name, at: ruleEntrySchema.shape.at });

export interface StoredChange extends Pick<RuleEntry, 'name' | 'at'> {
  /** Absent where this version does not understand it: a server of another version has put it, and knows it. */
  readonly entry: RuleEntry | undefined;
}

export class StoredMarkRules {
  readonly #link: RedisLink;
  readonly #seal: Seal;

  constructor({ link, seal }: { readonly link: RedisLink; readonly seal: Seal }) {
    this.#link = link;
    this.#seal = seal;
  }

  /** The changes by the names of their rules. Removes what the fleet did not write there. @throws Error */
  async read(): Promise<ReadonlyMap<string, StoredChange>> {
    const answer = await this.#link.run((redis) =>
      redis.eval(READ, 1, this.#link.key(KEY), MAX_ENTRIES, MAX_STORED_LENGTH),
    );
    const texts = Array.isArray(answer) ? answer.map(String) : [];
    const fields = texts.filter((_, i) => i % 2 === 0);
    const read = fields.map((field, i) => ({ field, change: this.#open(field, texts[2 * i + 1] ?? '') }));
    await this.remove(read.filter(({ change }) => !change).map(({ field }) => field));
    return new Map(read.flatMap(({ field, change }) => (change ? [[field, change] as const] : [])));
  }

  /** In the place of what stands there of these rules. @throws Error */
  async write(entries: readonly RuleEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const fields = entries.map((entry) => [entry.name, this.#seal.close(JSON.stringify(entry))] as const);
    await this.#link.run((redis) => redis.hset(this.#link.key(KEY), Object.fromEntries(fields)));
  }

  /** @throws Error */
  async remove(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    await this.#link.run((redis) => redis.hdel(this.#link.key(KEY), ...names));
  }

  #open(field: string, text: string): StoredChange | undefined {
    const json = this.#seal.open(text);
    if (json === undefined) return undefined;
    const value = parsed(json);
    const change = changeSchema.safeParse(value).data;
    if (change?.name !== field) return undefined;
    return { name: field, at: change.at, entry: ruleEntrySchema.safeParse(value).data };
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

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
