/** A process's connection to Redis for commands: whether Redis is there, and what is to be done when it is there again. */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { within } from '../shared/deadline.js';
import type { OnplayError } from '../shared/errors.js';
import { type ConnectionRole, connect, reasonOf } from './connect.js';
import { assertVersion } from './server-version.js';

export interface RedisLinkOptions {
  readonly url: string;
  /** What the names of all keys begin with. */
  readonly prefix: string;
  readonly log: Logger;
}

/** How long a start waits for Redis, before it goes on without. */
const BEGIN_MS = 2000;

export class RedisLink {
  /** Identifies this process among those that share Redis: 16 hex digits. */
  readonly node = randomBytes(8).toString('hex');
  readonly #options: RedisLinkOptions;
  readonly #onUp: (() => unknown)[] = [];
  readonly #first = Promise.withResolvers<void>();
  #redis: Redis | undefined;
  #isUp = false;

  /** Connects at `begin`. */
  constructor(options: RedisLinkOptions) {
    this.#options = options;
    // Callers that wait for it are told; that none does is no error.
    this.#first.promise.catch(() => undefined);
  }

  /** Whether Redis answered last. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Connects. Resolves when Redis is there, or after two seconds; it is tried again then. @throws OnplayError `redis_too_old`. */
  async begin(): Promise<void> {
    const redis = await this.connect('commands');
    this.#redis = redis;
    redis.on('ready', () => void this.#greet(redis));
    redis.on('close', () => {
      this.#isUp = false;
    });
    await within(BEGIN_MS, this.#first.promise);
  }

  /** The whole name of a key. */
  key(name: string): string {
    return `${this.#options.prefix}:${name}`;
  }

  /** Calls the listener now if Redis is there, and each time when it is there again. It must not throw. */
  onUp(listener: () => unknown): void {
    this.#onUp.push(listener);
    if (this.#isUp) listener();
  }

  /**
   * Runs commands. They fail at once where Redis is gone, else within a second each.
   * @throws Error
   */
  async run<T>(commands: (redis: Redis) => Promise<T>): Promise<T> {
    if (!this.#isUp || !this.#redis) throw new Error('Redis is gone');
    return commands(this.#redis);
  }

  /** Runs commands whose failure changes nothing: resolves with undefined then. Never rejects. */
  async attempt<T>(commands: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.run(commands);
    } catch (error) {
      this.#options.log.debug({ reason: reasonOf(error) }, 'Redis does not answer');
      return undefined;
    }
  }

  /** Milliseconds since 1970 by the clock of Redis, the same for all who ask. @throws Error */
  async now(): Promise<number> {
    const [seconds, microseconds] = await this.run((redis) => redis.time());
    return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  }

  /** Another connection to the same server. The caller ends it. */
  connect(role: ConnectionRole): Promise<Redis> {
    return connect(this.#options.url, role, this.#options.log);
  }

  /** Ends the connection. */
  close(): void {
    this.#isUp = false;
    this.#redis?.disconnect();
  }

  async #greet(redis: Redis): Promise<void> {
    try {
      assertVersion(await redis.info('server').catch(ifForbidden));
    } catch (error) {
      this.#refuse(redis, error);
      return;
    }
    this.#isUp = redis.status === 'ready';
    this.#first.resolve();
    for (const listener of this.#onUp) listener();
  }

  /** A server that is too old stays unused; one that did not answer is greeted when it is connected again. */
  #refuse(redis: Redis, error: unknown): void {
    const { code } = Object(error) as Partial<OnplayError>;
    if (code !== 'redis_too_old') {
      redis.disconnect(true);
      return;
    }
    this.#options.log.error({ reason: reasonOf(error) }, 'Redis is not used');
    this.#first.reject(error);
    redis.disconnect();
  }
}

/** Who may not ask for the version believes that it is right. */
function ifForbidden(error: Error): string {
  if (error.message.startsWith('NOPERM')) return '';
  throw error;
}
