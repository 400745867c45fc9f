import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { MarkRules } from '../../../src/access/marks/mark-rules.js';
import { MAX_ENTRIES, type RuleEntry } from '../../../src/access/marks/rule-entries.js';
import { SharedMarkRules } from '../../../src/access/marks/shared-mark-rules.js';
import type { RedisLink } from '../../../src/redis/redis-link.js';
import { createSeal } from '../../../src/redis/seal.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { FLEET_KEY, newChannel, openLink, silent } from '../../redis/support/links.js';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.js';

const rule = (text: string) => ({ asset: '/', overlays: [{ text }] });
const seal = createSeal(FLEET_KEY, 'mark-rules');

interface Server {
  readonly link: RedisLink;
  readonly key: string;
  /** What stood in Redis once, genuine. */
  readonly old: string;
  write(field: string, text: string): Promise<unknown>;
}

describe.skipIf(redisMissing)(`rules for marks of a fleet${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  let folder: string;
  let files = 0;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-shared-marks-'));
    await (await openLink(redis.url)).run((commands) => commands.flushall());
  });
  // A server may still write what it was told last.
  afterEach(() => rm(folder, { recursive: true, maxRetries: 10 }));

  /** @param others how many it believes are there once it has begun, and `found` meanwhile. `skewMs` is by how much its clock is wrong. */
  async function server({
    others = 0,
    found = 0,
    skewMs = 0,
    file = join(folder, `${files++}.json`),
    ...times
  }: {
    others?: number;
    found?: number;
    skewMs?: number;
    file?: string;
    mergeMs?: number;
    retryMs?: number;
  } = {}) {
    const link = await openLink(redis.url);
    const channel = await newChannel(redis.url, { link });
    const rules = new MarkRules({ file, now: () => Date.now() + skewMs });
    await rules.restore();
    const names = (count: number) => Array.from({ length: count }, (_, n) => String(n));
    const roster = { others: names(found) };
    const shared = new SharedMarkRules({ rules, link, channel, roster, seal, log: silent, ...times });
    onTestFinished(() => shared.end());
    await channel.begin();
    await shared.begin();
    roster.others = names(others);
    const key = link.key('mark-rules');
    return {
      ...{ file, link, rules, shared, key },
      texts: () =>
        rules
          .required({ asset: toAssetId('film') })
          .flatMap(({ overlays }) => overlays.map(({ text }) => text)),
      put: async (name: string, text: string) => shared.announce(await rules.put(name, rule(text))),
      remove: async (name: string) => shared.announce(await rules.remove(name)),
      /** Writes into Redis what may be an attacker's. */
      write: (field: string, text: string) => link.run((commands) => commands.hset(key, field, text)),
      written: () => link.run((commands) => commands.hgetall(key)),
    };
  }

  const sealed = (entry: RuleEntry) => seal.close(JSON.stringify(entry));

  it('are on all servers when a change is confirmed, and on those that come later', async () => {
    const [one, two] = [await server({ others: 1 }), await server()];
    expect(await one.put('leak', 'first')).toBe(true);
    expect(two.texts()).toStrictEqual(['first']);
    expect((await server()).texts()).toStrictEqual(['first']);
    expect(await one.remove('leak')).toBe(true);
    expect([two.texts(), (await server()).texts()]).toStrictEqual([[], []]);
  });

  it('say so where a server does not confirm', async () => {
    const one = await server({ others: 2 });
    await server();
    expect(await one.put('leak', 'first')).toBe(false);
  });

  it('are changed by each server that knows them, however wrong its clock is', async () => {
    const [one, two] = [await server({ others: 1 }), await server({ others: 1, skewMs: -3_600_000 })];
    await one.put('leak', 'first');
    await two.put('leak', 'second');
    expect([one.texts(), two.texts()]).toStrictEqual([['second'], ['second']]);
    await two.remove('leak');
    expect([one.texts(), two.texts(), (await server()).texts()]).toStrictEqual([[], [], []]);
  });

  it('are put back where Redis has lost them, and the others are told', async () => {
    const one = await server();
    await one.put('leak', 'first');
    await redis.stop();
    // Nothing hears of it now.
    expect(await one.put('other', 'second')).toBe(false);
    const two = await server();
    expect(two.texts()).toStrictEqual([]);
    await redis.restart();
    await vi.waitFor(() => expect(two.texts()).toStrictEqual(['first', 'second']));
    expect(Object.keys(await one.written()).sort()).toStrictEqual(['leak', 'other']);
  });

  it('are removed on a server that was away meanwhile, whose file still has them', async () => {
    const [one, two] = [await server(), await server()];
    await one.put('leak', 'first');
    await vi.waitFor(() => expect(two.texts()).toStrictEqual(['first']));
    await new MarkRules({ file: `${two.file}.copy` }).hold(two.rules.all());
    await one.remove('leak');
    const again = await server({ file: `${two.file}.copy` });
    expect(again.texts()).toStrictEqual([]);
    expect(one.texts()).toStrictEqual([]);
  });

  it('are repaired in Redis when a server has written over a later change of which it did not know', async () => {
    const [one, two] = [await server(), await server()];
    await one.put('leak', 'later');
    await vi.waitFor(() => expect(two.texts()).toStrictEqual(['later']));
    const earlier = { name: 'leak', at: 1, rule: rule('earlier') };
    await two.shared.announce(earlier);
    await vi.waitFor(async () => expect((await one.written())['leak']).toBe(sealed(one.rules.get('leak')!)));
    expect([one.texts(), two.texts()]).toStrictEqual([['later'], ['later']]);
  });

  it('are not taken away by what is written back, deleted or made up in Redis', async () => {
    const one = await server();
    await one.put('leak', 'first');
    const removal = await (async () => {
      await one.remove('leak');
      return (await one.written())['leak']!;
    })();
    await one.put('leak', 'second');
    for (const text of [
      removal,
      'nonsense',
      '',
      sealed({ name: 'leak', at: 1 }),
      JSON.stringify({ name: 'leak', at: 9e14 }),
    ]) {
      await one.write('leak', text);
      await one.shared.merge();
      expect(one.texts()).toStrictEqual(['second']);
      expect((await server()).texts()).toStrictEqual(['second']);
    }
    await one.link.run((commands) => commands.del(one.key));
    await one.shared.merge();
    expect((await server()).texts()).toStrictEqual(['second']);
  });

  it('are not believed under another name, of another purpose, malformed, or larger than any is', async () => {
    const one = await server();
    await one.write('other', sealed({ name: 'leak', at: 1, rule: rule('moved') }));
    await one.write(
      'purpose',
      createSeal(FLEET_KEY, 'revocations').close(JSON.stringify({ name: 'purpose', at: 1, rule: rule('a') })),
    );
    await one.write('malformed', seal.close('{"name":"malformed","at":-1}'));
    await one.write('no-json', seal.close('{'));
    await one.write('large', seal.close(`${' '.repeat(1e6)}{"name":"large","at":1}`));
    await one.write('a'.repeat(1e5), sealed({ name: 'leak', at: 1, rule: rule('a') }));
    await one.shared.merge();
    expect(one.texts()).toStrictEqual([]);
    expect(await one.written()).toStrictEqual({});
  });

  it('are not read in thousands, nor from a value of another kind', async () => {
    const one = await server();
    await one.put('leak', 'first');
    const many = Object.fromEntries(Array.from({ length: MAX_ENTRIES + 1 }, (_, n) => [`field-${n}`, 'a']));
    await one.link.run((commands) => commands.hset(one.key, many));
    await one.shared.merge();
    expect(Object.keys(await one.written())).toStrictEqual(['leak']);
    await one.link.run((commands) => commands.set(one.key, 'text'));
    await one.shared.merge();
    expect(Object.keys(await one.written())).toStrictEqual(['leak']);
  });

  it.each([
    ['a field is deleted', async (one: Server) => one.link.run((commands) => commands.hdel(one.key, 'leak'))],
    ['everything is deleted', async (one: Server) => one.link.run((commands) => commands.flushall())],
    ['an old value is written back', async (one: Server) => one.write('leak', one.old)],
  ])('are known to a server that starts when others know them and in Redis %s', async (_what, attack) => {
    const one = await server();
    await one.put('leak', 'first');
    const old = (await one.written())['leak']!;
    await one.put('leak', 'second');
    await attack({ ...one, old });
    // `server` resolves when the server would listen.
    expect((await server({ found: 1 })).texts()).toStrictEqual(['second']);
  });

  it('are not waited for long where a server that is gone is believed to be there', async () => {
    const one = await server();
    await one.put('leak', 'first');
    expect((await server({ found: 3 })).texts()).toStrictEqual(['first']);
  });

  it('are merged again from time to time: what is deleted in Redis is put back', async () => {
    const one = await server({ mergeMs: 50 });
    await one.put('leak', 'first');
    await one.link.run((commands) => commands.del(one.key));
    await vi.waitFor(async () => expect(Object.keys(await one.written())).toStrictEqual(['leak']));
  });

  it('are told to the others though they cannot be stored in Redis, and stored there later', async () => {
    const [one, two] = [await server({ others: 1, retryMs: 50 }), await server()];
    await one.link.run((commands) => commands.set(one.key, 'a value of another kind'));
    expect(await one.put('leak', 'first')).toBe(true);
    expect(two.texts()).toStrictEqual(['first']);
    await vi.waitFor(async () =>
      expect(await one.written().catch(() => ({}))).toStrictEqual({ leak: sealed(one.rules.get('leak')!) }),
    );
  });

  it('are in force, and put into Redis, by a server that cannot save them', async () => {
    const [one, two] = [await server({ file: join(folder, 'data', 'rules.json') }), await server()];
    await writeFile(join(folder, 'data'), 'a file where a folder should be');
    await two.put('leak', 'first');
    await vi.waitFor(() => expect(one.texts()).toStrictEqual(['first']));
    await one.link.run((commands) => commands.del(one.key));
    await two.write('other', sealed({ name: 'other', at: 1, rule: rule('second') }));
    await one.shared.merge();
    expect(one.texts()).toStrictEqual(['first', 'second']);
    expect(Object.keys(await one.written()).sort()).toStrictEqual(['leak', 'other']);
  });

  it('that only another version understands are left alone, but for changes that are later', async () => {
    const one = await server();
    const newer = (at: number) => seal.close(JSON.stringify({ name: 'leak', at, rule: { shape: 'new' } }));
    await one.write('leak', newer(5));
    await one.shared.merge();
    expect([one.texts(), await one.written()]).toStrictEqual([[], { leak: newer(5) }]);
    await one.rules.hold([{ name: 'leak', at: 5, rule: rule('same moment') }]);
    await one.shared.merge();
    expect(await one.written()).toStrictEqual({ leak: newer(5) });
    await one.rules.hold([{ name: 'leak', at: 6, rule: rule('later') }]);
    await one.shared.merge();
    expect(await one.written()).toStrictEqual({ leak: sealed(one.rules.get('leak')!) });
  });

  it('are known not to be known until a server has once reached Redis', async () => {
    await redis.stop();
    const one = await server();
    expect(one.shared.hasMerged).toBe(false);
    await redis.restart();
    await vi.waitFor(() => expect(one.shared.hasMerged).toBe(true));
  });
});
