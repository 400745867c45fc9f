import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisLink } from '../../src/redis/redis-link.js';
import { assertVersion } from '../../src/redis/server-version.js';
import { recordedLog } from '../support/recorded-log.js';
import { redisMissing, startRedis, type TestRedis } from '../support/redis.js';
import { openLink, silent } from './support/links.js';

describe.skipIf(redisMissing)(`a link to Redis${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  it('is there once it has begun, and its keys begin with the prefix', async () => {
    const link = await openLink(redis.url, { prefix: 'films' });
    expect(link.isUp).toBe(true);
    expect(link.key('nodes')).toBe('films:nodes');
    expect(await link.run((commands) => commands.ping())).toBe('PONG');
    expect(Math.abs((await link.now()) - Date.now())).toBeLessThan(60_000);
  });

  it('knows at once that Redis is gone, and is there again after a restart', async () => {
    const link = await openLink(redis.url);
    let ups = 0;
    link.onUp(() => {
      ups += 1;
    });
    await redis.stop();
    await vi.waitFor(() => expect(link.isUp).toBe(false));
    await expect(link.run((commands) => commands.ping())).rejects.toThrow('gone');
    expect(await link.attempt((commands) => commands.ping())).toBeUndefined();
    await redis.restart();
    await vi.waitFor(() => expect(link.isUp).toBe(true));
    expect(ups).toBe(2);
    expect(await link.run((commands) => commands.ping())).toBe('PONG');
  });

  it('fails commands while Redis stands still, and answers when it goes on', async () => {
    const link = await openLink(redis.url);
    redis.pause();
    try {
      await expect(link.run((commands) => commands.ping())).rejects.toThrow();
    } finally {
      redis.resume();
    }
    await vi.waitFor(async () => expect(await link.attempt((commands) => commands.ping())).toBe('PONG'));
  });

  it('begins without Redis, and finds it later', async () => {
    const later = await startRedis();
    await later.stop();
    const link = await openLink(later.url);
    expect(link.isUp).toBe(false);
    await later.restart();
    await vi.waitFor(() => expect(link.isUp).toBe(true));
    await later.close();
  });

  it('logs an outage once, and no password', async () => {
    const closed = await startRedis(['--requirepass', 'the-right-password']);
    const { lines, log } = recordedLog();
    await openLink(closed.url.replace('//', '//user:a-wrong-password@'), { log });
    await vi.waitFor(() => expect(lines.join('')).toContain('WRONGPASS'));
    await closed.stop();
    expect(lines.filter((line) => line.includes('does not answer; trying'))).toHaveLength(1);
    expect(lines.join('')).not.toContain('a-wrong-password');
    await closed.close();
  });
});

describe('a server that is too old', () => {
  it.each(['6.0.16', '5.0.7', '3.2.0'])('is refused: %s', (version) => {
    const info = `# Server\r\nredis_version:${version}\r\n`;
    expect(() => assertVersion(info)).toThrow(/^redis_too_old: .*needs Redis 6\.2/);
  });

  it.each(['redis_version:6.2.0', 'redis_version:7.0.15', 'redis_version:10.0.0', ''])(
    'is not one of %s',
    (info) => {
      expect(() => assertVersion(`# Server\r\n${info}\r\n`)).not.toThrow();
    },
  );
});

it('a link that has not begun, or never found Redis, can be closed', async () => {
  const link = new RedisLink({ url: 'redis://127.0.0.1:1', prefix: 'test', log: silent });
  link.close();
  await link.begin();
  expect(link.isUp).toBe(false);
  link.close();
});
