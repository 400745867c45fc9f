/**
 * Revocations of a fleet: what one of its processes revokes, all of them refuse. Each keeps the whole list, in memory and in its file:
 * where Redis is gone, what is known stays in force. The list is in Redis too, for processes that come later; each that
 * connects adds what is missing there.
 *
 * Between processes a revocation has the seconds that are left of it, and in Redis its end by the clock of Redis, since the
 * clocks of the processes may differ.
 */
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Channel, type RedisLink, reasonOf, type Seal } from '../../redis/index.js';
import { MAX_REVOCATIONS, type Revocations } from './revocations.js';

const TOPIC = 'revocation';
const MAX_SECONDS = 366 * 24 * 3600;

const messageSchema = z.strictObject({
  fingerprint: z.string().regex(/^[0-9a-f]{32}$/),
  seconds: z.number().positive().max(MAX_SECONDS),
});

const storedSchema = z.strictObject({
  fingerprint: z.string().regex(/^[0-9a-f]{32}$/),
  /** Seconds since 1970 by the clock of Redis. */
  until: z.number().positive(),
});

type Stored = z.infer<typeof storedSchema>;

interface SharedRevocationsOptions {
  readonly revocations: Revocations;
  readonly link: RedisLink;
  readonly channel: Channel;
  readonly seal: Seal;
  readonly log: Logger;
}

/** Ends that differ by less are the same, rounded. */
const SAME_SECONDS = 2;

export class SharedRevocations {
  readonly #options: SharedRevocationsOptions;

  /** Call it before the channel begins. */
  constructor(options: SharedRevocationsOptions) {
    this.#options = options;
    const { revocations, channel } = options;
    channel.on(TOPIC, messageSchema, async ({ fingerprint, seconds }, { ageMs }) => {
      const left = seconds - ageMs / 1000;
      if (left > 0) await revocations.addAll([{ fingerprint, untilSeconds: revocations.endIn(left) }]);
    });
    channel.onGap(() => this.merge());
  }

  /** Merges the list with that in Redis, now and whenever Redis is there again. Resolves with the first time. Never rejects. */
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

  /**
   * Tells the other processes of a revocation in force. Resolves with how many of the `others` hold it after `waitMs` at most.
   * @throws Error where Redis does not accept it.
   */
  async announce(fingerprint: string, others: number, waitMs: number): Promise<number> {
    const { revocations, channel, link } = this.#options;
    const seconds = revocations.secondsLeft(fingerprint);
    if (seconds <= 0) return others;
    const nowSeconds = (await link.now()) / 1000;
    await this.#store([{ fingerprint, until: nowSeconds + seconds }]);
    const told = Math.min(seconds, MAX_SECONDS);
    return channel.sendConfirmed(TOPIC, { fingerprint, seconds: told }, others, waitMs);
  }

  /** Holds what stands in Redis, and adds what does not. Never rejects. */
  async merge(): Promise<void> {
    const { revocations, link, log } = this.#options;
    try {
      const nowSeconds = (await link.now()) / 1000;
      const stored = await this.#stored(nowSeconds);
      const inForce = [...stored].map(([fingerprint, until]) => ({
        fingerprint,
        untilSeconds: revocations.endIn(until - nowSeconds),
      }));
      const missing = revocations
        .list()
        .map(({ fingerprint }) => ({ fingerprint, until: nowSeconds + revocations.secondsLeft(fingerprint) }))
        .filter(({ fingerprint, until }) => until > (stored.get(fingerprint) ?? 0) + SAME_SECONDS);
      await this.#store(missing);
      await revocations.addAll(
        inForce.filter(({ fingerprint }) => revocations.secondsLeft(fingerprint) <= 0),
      );
    } catch (error) {
      log.warn(
        { reason: reasonOf(error) },
        'the revocations of the fleet could not be read; those known are in force',
      );
    }
  }

  /** The ends of those in force, by fingerprint. Removes what is over, and what the fleet did not write. */
  async #stored(nowSeconds: number): Promise<ReadonlyMap<string, number>> {
    const { link } = this.#options;
    const key = link.key('revocations');
    const count = await link.run((redis) => redis.hlen(key));
    // More than all processes together may hold: an attacker's, of which none is read.
    if (count > 2 * MAX_REVOCATIONS) {
      await link.run((redis) => redis.unlink(key));
      return new Map();
    }
    const fields = await link.run((redis) => redis.hgetall(key));
    const read = Object.entries(fields).map(([field, text]) => ({ field, stored: this.#open(field, text) }));
    const useless = read.filter(({ stored }) => stored === undefined || stored.until <= nowSeconds);
    if (useless.length > 0) await link.run((redis) => redis.hdel(key, ...useless.map(({ field }) => field)));
    return new Map(
      read.flatMap(({ stored }) =>
        stored && stored.until > nowSeconds && stored.until < nowSeconds + MAX_SECONDS
          ? [[stored.fingerprint, stored.until] as const]
          : [],
      ),
    );
  }

  #open(field: string, text: string): Stored | undefined {
    const json = this.#options.seal.open(text);
    if (json === undefined) return undefined;
    const { data } = storedSchema.safeParse(JSON.parse(json));
    return data?.fingerprint === field ? data : undefined;
  }

  async #store(revocations: readonly Stored[]): Promise<void> {
    if (revocations.length === 0) return;
    const { link, seal } = this.#options;
    const fields = revocations.map((one) => [one.fingerprint, seal.close(JSON.stringify(one))] as const);
    await link.run((redis) => redis.hset(link.key('revocations'), Object.fromEntries(fields)));
  }
}
