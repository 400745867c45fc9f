/** The Redis of deploy/, as its containers start it: what Onplay needs works, and no more. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readCompose } from '../../deploy/support/compose.js';
import { repository } from '../../repository/repository.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';

const PASSWORD = 'a password with $ and "quotes"';

const deployment = parse(
  readFileSync(join(repository, 'deploy/kubernetes/components/redis/deployment.yaml'), 'utf8'),
) as { spec: { template: { spec: { containers: { args: string[] }[] } } } };

const COMMANDS = {
  // Compose writes $ as $$.
  'deploy/compose.yaml': readCompose().services['redis']!.command!.at(-1)!.replaceAll('$$', '$'),
  'deploy/kubernetes': deployment.spec.template.spec.containers[0]!.args[0]!,
};

describe.skipIf(redisMissing).each(Object.entries(COMMANDS))(
  `the Redis of %s${redisMissing ?? ''}`,
  (_, command) => {
    let server: TestRedis;
    let redis: Redis;
    /** All of them, to be ended before the server is. */
    const connections: Redis[] = [];
    const connected = (options: object = {}) => {
      const { port } = server;
      const connection = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: null, ...options });
      connections.push(connection.on('error', () => undefined));
      return connection;
    };
    const asOnplay = () => connected({ username: 'onplay', password: PASSWORD });
    beforeAll(async () => {
      server = await startRedis(argumentsOf(command));
      redis = asOnplay();
    });
    afterAll(async () => {
      for (const connection of connections) connection.disconnect();
      await server.close();
    });

    it('lets the user of Onplay queue jobs and take them', async () => {
      const queue = new Queue('segments', { connection: redis });
      const events = new QueueEvents('segments', { connection: asOnplay() });
      await events.waitUntilReady();
      const worker = new Worker('segments', async ({ data }) => data, { connection: asOnplay() });
      const done = new Promise((resolve) =>
        events.on('completed', ({ returnvalue }) => resolve(returnvalue)),
      );
      await queue.add('segment', { number: 7 }, { priority: 3 });
      expect(await done).toEqual({ number: 7 });
      await Promise.all([worker.close(), events.close(), queue.close()]);
    });

    it('lets that user publish and run scripts, but not administer', async () => {
      expect(await redis.publish('channel', 'text')).toBe(0);
      expect(await redis.eval('return 1', 0)).toBe(1);
      await expect(redis.config('GET', 'maxmemory')).rejects.toThrow('NOPERM');
      await expect(redis.call('SHUTDOWN')).rejects.toThrow('NOPERM');
    });

    it('refuses all others', async () => {
      const other = new Redis({ port: server.port, host: '127.0.0.1', maxRetriesPerRequest: 1 });
      await expect(other.ping()).rejects.toThrow('NOAUTH');
      other.disconnect();
    });
  },
);

/** The arguments of redis-server, as the shell of the container expands them. */
function argumentsOf(command: string): string[] {
  const printed = spawnSync('sh', ['-c', command.replace('exec redis-server', "printf '%s\\n'")], {
    env: { ONPLAY_REDIS_PASSWORD: PASSWORD, REDIS_PASSWORD: PASSWORD },
    encoding: 'utf8',
  });
  return printed.stdout.split('\n').slice(0, -1);
}
