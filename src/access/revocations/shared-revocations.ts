/**
 * Revocations of a fleet: what one of its processes revokes, all of them refuse. Each keeps the whole list, in memory and in its file:
 * where Redis is gone, what is known stays in force. The list is in Redis too, for processes that come later; each that
 * connects adds what is missing there. What Redis has lost, a process that starts learns all the same: it first has the others
 * put theirs there.
 *
 * Between processes a revocation has the seconds that are left of it, and in Redis its end by the clock of Redis, since the
 * clocks of the processes may differ.
 */
import type { Logger } from 'pino';
import { z } from 'zod';
import {
  type Channel,
  type RedisLink,
  type Roster,
  reasonOf,
  type Seal,
  SealedHash,
} from '../../redis/index.js';
import { MAX_REVOCATIONS, type Revocations } from './revocations.js';

const REVOKED = 'revocation';
/** All are to merge: a process wants those that Redis may not have. */
const MERGE = 'revocations';
/** How long a start waits for the other processes, which do it within milliseconds. */
const ASKED_MS = 1500;
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
  readonly roster: Pick<Roster, 'others'>;
  readonly seal: Seal;
  readonly log: Logger;
}

/** With its signature. */
const MAX_STORED_LENGTH = 512;

/** Ends that differ by less are the same, rounded. */
const SAME_SECONDS = 2;

export class SharedRevocations {
  readonly #options: SharedRevocationsOptions;
  readonly #hash: SealedHash;
  #hasAsked = false;

  /** Call it before the channel begins. */
  constructor(options: SharedRevocationsOptions) {
    this.#options = options;
    const { revocations, channel, link, seal } = options;
    this.#hash = new SealedHash({
      ...{ link, seal, name: 'revocations' },
      // Those of two processes that know nothing of each other.
      ...{ maxFields: 2 * MAX_REVOCATIONS, maxLength: MAX_STORED_LENGTH },
    });
    channel.on(REVOKED, messageSchema, async ({ fingerprint, seconds }, { ageMs }) => {
      const left = seconds - ageMs / 1000;
      if (left > 0) await revocations.addAll([{ fingerprint, untilSeconds: revocations.endIn(left) }]);
    });
    channel.on(MERGE, z.strictObject({}), () => this.merge());
    channel.onGap(() => this.merge());
  }

  /**
   * Merges the list with that in Redis, when the other processes have put theirs there, and whenever Redis is there again. Resolves with the
   * first time, after some seconds at most. Never rejects.
   */
  async begin(): Promise<void> {
    const { link } = this.#options;
    const first = link.isUp ? this.#catchUp() : Promise.resolve();
    let isFirst = link.isUp;
    link.onUp(() => {
      if (!isFirst) void this.#catchUp();
      isFirst = false;
    });
    await first;
  }

  /**
   * Tells the other processes of a revocation in force, and stores it for those that come later: neither waits for the other. Resolves with
   * how many of the `others` hold it after `waitMs` at most.
   * @throws Error where Redis passes nothing on.
   */
  async announce(fingerprint: string, others: number, waitMs: number): Promise<number> {
    const { revocations, channel, log } = this.#options;
    const seconds = revocations.secondsLeft(fingerprint);
    if (seconds <= 0) return others;
    const [told, stored] = await Promise.allSettled([
      channel.sendConfirmed(
        REVOKED,
        { fingerprint, seconds: Math.min(seconds, MAX_SECONDS) },
        others,
        waitMs,
      ),
      this.#storeFrom(fingerprint, seconds),
    ]);
    if (stored.status === 'rejected')
      log.warn(
        { reason: reasonOf(stored.reason) },
        'a revocation could not be stored in Redis; servers that start are told of it by this one',
      );
    if (told.status === 'rejected') throw told.reason;
    return told.value;
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

  /** Once since the start, the other processes are asked first. Never rejects. */
  async #catchUp(): Promise<void> {
    const { channel, roster, log } = this.#options;
    try {
      if (!this.#hasAsked) await channel.sendConfirmed(MERGE, {}, roster.others.length, ASKED_MS);
      this.#hasAsked = true;
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'the other servers could not be asked for their revocations');
    }
    await this.merge();
  }

  async #storeFrom(fingerprint: string, seconds: number): Promise<void> {
    const nowSeconds = (await this.#options.link.now()) / 1000;
    await this.#store([{ fingerprint, until: nowSeconds + seconds }]);
  }

  /** The ends of those in force, by fingerprint. Removes what is over, and what the fleet did not write. */
  async #stored(nowSeconds: number): Promise<ReadonlyMap<string, number>> {
    const isInForce = (until: number) => until > nowSeconds && until < nowSeconds + MAX_SECONDS;
    return this.#hash.read((field, value) => {
      const { data } = storedSchema.safeParse(value);
      return data?.fingerprint === field && isInForce(data.until) ? data.until : undefined;
    });
  }

  async #store(revocations: readonly Stored[]): Promise<void> {
    await this.#hash.write(revocations.map((one) => [one.fingerprint, one] as const));
  }
}
