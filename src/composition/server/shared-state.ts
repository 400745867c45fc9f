/** What a server shares with the other processes of its fleet, where there is one. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../../config/index.js';
import { Channel, createSeal, PlaceFile, RedisLink, Roster, type Seal } from '../../redis/index.js';
import { addGauge } from '../../shared/metrics.js';

export interface SharedState {
  readonly link: RedisLink;
  /** For what is rare and must arrive: purges, revocations, receipts. */
  readonly control: Channel;
  /** For what may be lost: sizes, failures, who plays. */
  readonly facts: Channel;
  readonly roster: Roster;
  /** The fleet's signature for a purpose. */
  seal(purpose: string): Seal;
  /** Call it when every part has said what it listens to. @throws OnplayError `redis_too_old`. */
  begin(): Promise<void>;
  close(): Promise<void>;
}

/** Hours of purges at one each second; some three megabytes. */
const MAX_CONTROL_MESSAGES = 10_000;
/** A minute or two of a busy fleet, some ten megabytes. */
const MAX_FACTS = 10_000;

/** Undefined unless a Redis is configured. Connects, and loads the client, at `begin`. */
export function buildSharedState(
  { redisUrl, redisPrefix, fleetKey, dataPath }: Config,
  registry: Registry,
  log: Logger,
): SharedState | undefined {
  if (redisUrl === undefined || fleetKey === undefined) return undefined;
  const link = new RedisLink({ url: redisUrl, prefix: redisPrefix, log });
  const seal = (purpose: string) => createSeal(fleetKey, purpose);
  const control = new Channel({
    ...{ link, log, name: 'control', maxLength: MAX_CONTROL_MESSAGES, seal: seal('control') },
    places: new PlaceFile(join(dataPath, 'fleet-place.json')),
  });
  const facts = new Channel({ link, log, name: 'facts', maxLength: MAX_FACTS, seal: seal('facts') });
  const roster = new Roster(link, log);
  reportLink(link, registry);
  return {
    ...{ link, control, facts, roster, seal },
    begin: async () => {
      await link.begin();
      await Promise.all([roster.begin(), control.begin(), facts.begin()]);
    },
    close: async () => {
      await Promise.all([roster.close(), control.close(), facts.close()]);
      link.close();
    },
  };
}

/** Ends sharing when the server is told to stop. */
export function endWith(shutdownSignal: AbortSignal, end: () => void): void {
  shutdownSignal.addEventListener('abort', end, { once: true });
}

function reportLink(link: RedisLink, registry: Registry): void {
  addGauge(registry, {
    name: 'onplay_redis_up',
    help: 'Whether Redis answered last: 1, else 0. Only where one is configured.',
    value: () => (link.isUp ? 1 : 0),
  });
}
