/**
 * Rules for marks of a fleet: what one of its servers is told, all of them do. Each keeps all rules, in memory and in its file: where Redis
 * is gone, what is known stays in force. They are in Redis too, for servers that come later; each that connects adds what is missing there.
 *
 * Messages carry changes, and of two the later counts (`isLater`): neither the order in which they come nor what an attacker
 * writes back into Redis takes a mark away.
 */
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Channel, type RedisLink, type Roster, reasonOf, type Seal } from '../../redis/index.js';
import { MAX_MARK_RULE_BYTES } from './mark-rule.js';
import type { MarkRules } from './mark-rules.js';
import { MAX_ENTRIES, type RuleEntry, ruleEntrySchema } from './rule-entries.js';

/** A change. */
const CHANGED = 'mark-rule';
/** Redis has changes that it did not have. */
const ADDED = 'mark-rules';
const KEY = 'mark-rules';

/** How long a change waits for the other servers. They do it within milliseconds; one that does not catches up later. */
const WAIT_MS = 1500;

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

interface SharedMarkRulesOptions {
  readonly rules: MarkRules;
  readonly link: RedisLink;
  readonly channel: Channel;
  readonly roster: Pick<Roster, 'others'>;
  readonly seal: Seal;
  readonly log: Logger;
}

export class SharedMarkRules {
  readonly #options: SharedMarkRulesOptions;

  /** Call it before the channel begins. */
  constructor(options: SharedMarkRulesOptions) {
    this.#options = options;
    const { channel } = options;
    channel.on(CHANGED, ruleEntrySchema, (entry) => this.#hear(entry));
    channel.on(ADDED, z.strictObject({}), () => this.merge());
    channel.onGap(() => this.merge());
  }

  /** Merges the rules with those in Redis, now and whenever Redis is there again. Resolves with the first time. Never rejects. */
  async begin(): Promise<void> {
    const { link } = this.#options;
    const first = link.isUp ? this.merge() : Promise.resolve();
    let isFirst = link.isUp;
    link.onUp(() => {
      if (!isFirst) void this.merge();
      isFirst = false;
    });
    await first;
  }

  /** Tells the other servers of a change. Resolves with whether all of those that are there have it, after some seconds at most. Never rejects. */
  async announce(entry: RuleEntry): Promise<boolean> {
    const { channel, roster, log } = this.#options;
    const others = roster.others.length;
    try {
      await this.#store([entry]);
      return (await channel.sendConfirmed(CHANGED, entry, others, WAIT_MS)) === others;
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'a rule for marks reaches other servers when Redis is back');
      return false;
    }
  }

  /** Holds what stands in Redis, and adds what does not. Never rejects. */
  async merge(): Promise<void> {
    const { rules, channel, log } = this.#options;
    try {
      const stored = await this.#stored();
      const later = await rules.hold(stored);
      const names = new Set(stored.map(({ name }) => name));
      const added = [...later, ...rules.all().filter(({ name }) => !names.has(name))];
      await this.#store(added);
      await this.#drop(stored.map(({ name }) => name).filter((name) => !rules.get(name)));
      if (added.length > 0) await channel.send(ADDED, {});
    } catch (error) {
      log.warn(
        { reason: reasonOf(error) },
        'the rules for marks of the fleet could not be merged; those known are in force',
      );
    }
  }

  /** A server that did not know of a later change may have written over it in Redis. */
  async #hear(entry: RuleEntry): Promise<void> {
    const { rules, channel } = this.#options;
    const [later] = await rules.hold([entry]);
    if (!later) return;
    await this.#store([later]);
    await channel.send(CHANGED, later);
  }

  /** Removes what the fleet did not write. */
  async #stored(): Promise<readonly RuleEntry[]> {
    const { link } = this.#options;
    const answer = await link.run((redis) =>
      redis.eval(READ, 1, link.key(KEY), MAX_ENTRIES, MAX_STORED_LENGTH),
    );
    const texts = Array.isArray(answer) ? answer.map(String) : [];
    const fields = texts.filter((_, i) => i % 2 === 0);
    const read = fields.map((field, i) => ({ field, entry: this.#open(field, texts[2 * i + 1] ?? '') }));
    await this.#drop(read.filter(({ entry }) => !entry).map(({ field }) => field));
    return read.flatMap(({ entry }) => entry ?? []);
  }

  #open(field: string, text: string): RuleEntry | undefined {
    const json = this.#options.seal.open(text);
    if (json === undefined) return undefined;
    const { data } = ruleEntrySchema.safeParse(JSON.parse(json));
    return data?.name === field ? data : undefined;
  }

  async #drop(fields: readonly string[]): Promise<void> {
    if (fields.length === 0) return;
    const { link } = this.#options;
    await link.run((redis) => redis.hdel(link.key(KEY), ...fields));
  }

  async #store(entries: readonly RuleEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { link, seal } = this.#options;
    const fields = entries.map((entry) => [entry.name, seal.close(JSON.stringify(entry))] as const);
    await link.run((redis) => redis.hset(link.key(KEY), Object.fromEntries(fields)));
  }
}
