/** Which processes share this Redis: each says every two seconds that it is there. */
import type { Logger } from 'pino';
import { reasonOf } from './connect.js';
import type { RedisLink } from './redis-link.js';

const HEARTBEAT_MS = 2000;
/** A process that was silent for three heartbeats is gone. */
const GONE_MS = 3 * HEARTBEAT_MS;
/** No process of ours has another name. */
const NODE = /^[0-9a-f]{16}$/;
const MAX_NODES = 10_000;

/** All times are those of Redis, so that no clock of a node counts. Returns those that are there. */
const HEARTBEAT = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('zadd', KEYS[1], now, ARGV[1])
redis.call('zremrangebyscore', KEYS[1], '-inf', now - ARGV[2])
redis.call('pexpire', KEYS[1], ARGV[2])
return redis.call('zrange', KEYS[1], 0, ARGV[3])`;

export class Roster {
  readonly #link: RedisLink;
  readonly #log: Logger;
  #others: readonly string[] = [];
  /** Those known when Redis was last found: it may have forgotten them, and they find it as long as a heartbeat later. */
  #before: { readonly others: readonly string[]; readonly atMs: number } = { others: [], atMs: 0 };
  #timer: NodeJS.Timeout | undefined;

  constructor(link: RedisLink, log: Logger) {
    this.#link = link;
    this.#log = log;
  }

  /** The other processes, as of the last heartbeat; none where Redis is gone. */
  get others(): readonly string[] {
    return this.#link.isUp ? this.#others : [];
  }

  /** Resolves after the first heartbeat, or without one where Redis is gone. Never rejects. */
  async begin(): Promise<void> {
    this.#timer = setInterval(() => void this.beat(), HEARTBEAT_MS).unref();
    this.#link.onUp(() => {
      this.#before = { others: this.#others, atMs: performance.now() };
      return this.beat();
    });
    await this.beat();
  }

  /** Says that this process is there, and asks who else is. Never rejects. */
  async beat(): Promise<void> {
    if (!this.#link.isUp) return;
    try {
      const { node } = this.#link;
      const key = this.#link.key('nodes');
      const nodes = await this.#link.run((redis) => redis.eval(HEARTBEAT, 1, key, node, GONE_MS, MAX_NODES));
      const there = Array.isArray(nodes) ? nodes.map(String) : [];
      const others = there.filter((it) => NODE.test(it) && it !== node);
      const before = performance.now() - this.#before.atMs < GONE_MS ? this.#before.others : [];
      this.#others = [...new Set([...others, ...before])];
    } catch (error) {
      this.#log.debug({ reason: reasonOf(error) }, 'a heartbeat failed');
    }
  }

  /** Says that this process is gone. Never rejects. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#link.attempt((redis) => redis.zrem(this.#link.key('nodes'), this.#link.node));
  }
}
