/**
 * Rules for marks of a fleet: what one of its servers is told, all of them do. Each keeps all rules, in memory and in its file: where Redis
 * is gone, what is known stays in force. They are in Redis too, for servers that come later; each that connects adds what is missing there.
 *
 * Messages carry changes, and of two the later counts (`isLater`): neither the order in which they come nor what an attacker
 * writes back into Redis takes a mark away. What Redis has lost, or has an old value of, a server that starts learns all the same: it first
 * has the others put theirs there.
 */
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Channel, type RedisLink, type Roster, reasonOf, type Seal } from '../../redis/index.js';
import type { MarkRules } from './mark-rules.js';
import { isLater, type RuleEntry, ruleEntrySchema } from './rule-entries.js';
import { isMissing, StoredMarkRules } from './stored-mark-rules.js';

/** A change. */
const CHANGED = 'mark-rule';
/** All are to merge: Redis has changes that it did not have, or a server wants those that it may not have. */
const MERGE = 'mark-rules';

/** How long a change, or a start, waits for the other servers. They do it within milliseconds; one that does not catches up later. */
const WAIT_MS = 1500;

/** Between two merges: what others write into Redis, or delete there, is mended so soon. */
const MERGE_MS = 60_000;
/** After a merge, or a change, that failed. */
const RETRY_MS = 5000;

interface SharedMarkRulesOptions {
  readonly rules: MarkRules;
  readonly link: RedisLink;
  readonly channel: Channel;
  readonly roster: Pick<Roster, 'others'>;
  readonly seal: Seal;
  readonly log: Logger;
  /** By default a minute. */
  readonly mergeMs?: number;
  /** By default five seconds. */
  readonly retryMs?: number;
}

export class SharedMarkRules {
  readonly #options: Required<SharedMarkRulesOptions>;
  readonly #stored: StoredMarkRules;
  #timer: NodeJS.Timeout | undefined;
  #hasAsked = false;
  #hasMerged = false;
  #isEnded = false;

  /** Call it before the channel begins. */
  constructor(options: SharedMarkRulesOptions) {
    this.#options = { mergeMs: MERGE_MS, retryMs: RETRY_MS, ...options };
    this.#stored = new StoredMarkRules(options);
    const { channel } = options;
    channel.on(CHANGED, ruleEntrySchema, (entry) => this.#hear(entry));
    channel.on(MERGE, z.strictObject({}), () => this.merge());
    channel.onGap(() => this.merge());
  }

  /** Whether the rules of the fleet were known once, since this process began. */
  get hasMerged(): boolean {
    return this.#hasMerged;
  }

  /**
   * Merges the rules with those in Redis: now, when the other servers have put theirs there, and from then on each minute and whenever Redis
   * is there again. Resolves with the first time, after some seconds at most. Never rejects.
   */
  async begin(): Promise<void> {
    const { link, retryMs } = this.#options;
    this.#mergeIn(retryMs);
    const first = link.isUp ? this.#catchUp() : Promise.resolve();
    let isFirst = link.isUp;
    link.onUp(() => {
      if (!isFirst) void this.#catchUp();
      isFirst = false;
    });
    await first;
  }

  /** Merges no more by itself. */
  end(): void {
    this.#isEnded = true;
    clearTimeout(this.#timer);
  }

  /**
   * Tells the other servers of a change, and stores it in Redis: neither waits for the other or fails with it. Resolves with whether all of
   * those that are there have it, after some seconds at most. Never rejects.
   */
  async announce(entry: RuleEntry): Promise<boolean> {
    const { channel, roster, log, retryMs } = this.#options;
    const others = roster.others.length;
    const [told, stored] = await Promise.allSettled([
      channel.sendConfirmed(CHANGED, entry, others, WAIT_MS),
      this.#stored.write([entry]),
    ]);
    for (const result of [told, stored])
      if (result.status === 'rejected') {
        log.warn({ reason: reasonOf(result.reason) }, 'a rule for marks reaches other servers later');
        this.#mergeIn(retryMs);
      }
    return told.status === 'fulfilled' && told.value === others;
  }

  /** Holds what stands in Redis, and adds what does not. Never rejects. */
  async merge(): Promise<void> {
    const { log, mergeMs, retryMs } = this.#options;
    try {
      await this.#merge();
      this.#hasMerged = true;
      this.#mergeIn(mergeMs);
    } catch (error) {
      log.warn(
        { reason: reasonOf(error) },
        'the rules for marks of the fleet could not be merged; those known are in force',
      );
      this.#mergeIn(retryMs);
    }
  }

  async #merge(): Promise<void> {
    const { rules, channel } = this.#options;
    const stored = await this.#stored.read();
    const understood = [...stored.values()].flatMap(({ entry }) => entry ?? []);
    await this.#hold(understood);
    const added = rules.all().filter((entry) => isMissing(entry, stored.get(entry.name)));
    await this.#stored.write(added);
    await this.#stored.remove(understood.map(({ name }) => name).filter((name) => !rules.get(name)));
    if (added.length > 0) await channel.send(MERGE, {});
  }

  /** Once since the start, the other servers are asked first: Redis may have lost what they know. Never rejects. */
  async #catchUp(): Promise<void> {
    if (!this.#hasAsked) await this.#ask();
    await this.merge();
  }

  async #ask(): Promise<void> {
    const { channel, roster, log } = this.#options;
    try {
      await channel.sendConfirmed(MERGE, {}, roster.others.length, WAIT_MS);
      this.#hasAsked = true;
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'the other servers could not be asked for their rules for marks');
    }
  }

  /** In the place of the merge that was to come. */
  #mergeIn(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#isEnded) return;
    const { link } = this.#options;
    this.#timer = setTimeout(() => void (link.isUp ? this.#catchUp() : this.#mergeIn(ms)), ms).unref();
  }

  /** A server that did not know of a later change may have written over it in Redis. */
  async #hear(entry: RuleEntry): Promise<void> {
    const { rules, channel } = this.#options;
    await this.#hold([entry]);
    const known = rules.get(entry.name);
    if (!known || !isLater(known, entry)) return;
    await channel.send(CHANGED, known);
    await this.#stored.write([known]);
  }

  /** What cannot be saved is in force all the same, and others are told of it. */
  async #hold(entries: readonly RuleEntry[]): Promise<void> {
    const { rules, log } = this.#options;
    try {
      await rules.hold(entries);
    } catch (error) {
      log.error({ err: error }, 'the rules for marks of the fleet could not be saved; they are in force');
    }
  }
}
