import { describe, expect, it } from 'vitest';
import { redisCredentials, redisSettings } from '../../src/redis/settings.js';

describe('the URL of Redis', () => {
  it.each([
    'redis://127.0.0.1:6379',
    'rediss://user:p%40ss@redis.example:6380/3',
    'redis://:secret@[::1]:6379/',
  ])('may be %s', (url) => {
    expect(redisSettings.redisUrl.kind.parse(url)).toBe(url);
  });

  it.each([
    'http://127.0.0.1',
    'redis:///var/run/redis.sock',
    'redis://host?family=6',
    'redis://host/0#x',
    'redis://host/films',
    '127.0.0.1:6379',
    '/var/run/redis.sock',
  ])('may not be %s', (url) => {
    expect(redisSettings.redisUrl.kind.safeParse(url).success).toBe(false);
  });

  it('has a password that is known as it is written and as it is meant', () => {
    expect(redisCredentials('rediss://user:p%40ss@host')).toStrictEqual(['p%40ss', 'p@ss']);
    expect(redisCredentials('redis://host')).toStrictEqual([]);
    expect(redisCredentials('redis://:100%@host')).toStrictEqual(['100%']);
  });
});
