import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MarkRules } from '../../../src/access/marks/mark-rules.js';
import { MAX_MARK_RULES } from '../../../src/access/marks/rule-entries.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-mark-rules-'));
  file = join(folder, 'data', 'mark-rules.json');
});
afterEach(() => rm(folder, { recursive: true }));

const rule = (text = 'a') => ({ viewer: 'ann', overlays: [{ text }] });
const textsOf = (rules: MarkRules, viewer = 'ann') =>
  rules
    .required({ asset: toAssetId('film'), viewer })
    .flatMap(({ overlays }) => overlays.map(({ text }) => text));
const restored = async () => {
  const rules = new MarkRules({ file });
  await rules.restore();
  return rules;
};
const refusedAs = (code: string) => expect.objectContaining({ code });

describe('the rules for marks of a server', () => {
  it('are asked for in the sessions that they name, in the order of their names', async () => {
    const rules = new MarkRules({ file });
    await rules.put('two', rule('second'));
    await rules.put('one', rule('first'));
    expect(textsOf(rules)).toStrictEqual(['first', 'second']);
    expect(textsOf(rules, 'ben')).toStrictEqual([]);
  });

  it('are in force at once, before they are stored', async () => {
    const rules = new MarkRules({ file });
    const stored = rules.put('one', rule());
    expect(textsOf(rules)).toStrictEqual(['a']);
    await stored;
    const removed = rules.remove('one');
    expect(textsOf(rules)).toStrictEqual([]);
    await removed;
  });

  it('survive a restart, and what was removed stays removed', async () => {
    const rules = new MarkRules({ file });
    await Promise.all([
      rules.put('one', rule('first')),
      rules.put('two', rule('second')),
      rules.put('one', rule('again')),
    ]);
    await rules.remove('two');
    expect(textsOf(await restored())).toStrictEqual(['again']);
    expect((await restored()).get('two')).toStrictEqual({ name: 'two', at: expect.any(Number) as number });
  });

  it('count by the latest change, though the clock is set back', async () => {
    let now = 2000;
    const rules = new MarkRules({ file, now: () => now });
    await rules.put('one', rule('first'));
    now = 1000;
    await rules.put('one', rule('second'));
    expect(textsOf(rules)).toStrictEqual(['second']);
    await rules.hold([{ name: 'one', at: 2000 }]);
    expect(rules.get('one')).toStrictEqual({ name: 'one', at: 2001, rule: rule('second') });
    expect(textsOf(rules)).toStrictEqual(['second']);
    await rules.hold([{ name: 'one', at: 2002 }]);
    expect(textsOf(await restored())).toStrictEqual([]);
  });

  it('are no more than a thousand, of which each can be changed', async () => {
    const rules = new MarkRules({ file });
    await rules.hold(
      Array.from({ length: MAX_MARK_RULES }, (_, n) => ({ name: `rule-${n}`, at: n, rule: rule() })),
    );
    await expect(rules.put('one-more', rule())).rejects.toThrow(refusedAs('marks_full'));
    await rules.put('rule-7', rule('b'));
    await rules.remove('rule-8');
    await rules.put('one-more', rule('c'));
    expect(textsOf(rules)).toContain('b');
    expect(textsOf(rules)).toHaveLength(MAX_MARK_RULES);
  });

  it('are not removed twice', async () => {
    const rules = new MarkRules({ file });
    await expect(rules.remove('one')).rejects.toThrow(refusedAs('marks_unknown'));
    await rules.put('one', rule());
    await rules.remove('one');
    await expect(rules.remove('one')).rejects.toThrow(refusedAs('marks_unknown'));
  });

  it('are in force even if they cannot be stored, which the operator is told', async () => {
    await writeFile(join(folder, 'data'), 'a file where a folder should be');
    const rules = new MarkRules({ file });
    await expect(rules.put('one', rule())).rejects.toThrow(refusedAs('data_unwritable'));
    expect(textsOf(rules)).toStrictEqual(['a']);
    await rm(join(folder, 'data'));
    await rules.put('two', rule('b'));
    expect(textsOf(await restored())).toStrictEqual(['a', 'b']);
  });

  it('are stored when it is tried again, though there is nothing new', async () => {
    await writeFile(join(folder, 'data'), 'a file where a folder should be');
    const rules = new MarkRules({ file });
    const news = [{ name: 'one', at: 1, rule: rule() }];
    await expect(rules.hold(news)).rejects.toThrow(refusedAs('data_unwritable'));
    await rm(join(folder, 'data'));
    await rules.hold(news);
    expect(textsOf(await restored())).toStrictEqual(['a']);
  });

  it.each([
    ['', 'nothing'],
    ['{"name":"one"}', 'no list'],
    ['[{"name":"one","at":1,"rule":{"viewer":"ann","overlays":[]}}]', 'a rule without overlays'],
    ['[{"name":"one","at":1,"rule":{"overlays":[{"text":"a"}]}}]', 'a rule for no session'],
    ['[{"name":"../../one","at":1}]', 'a name that no rule has'],
    ['['.repeat(100_000), 'lists in lists'],
    [`[${'{"name":"one","at":1},'.repeat(4000)}{"name":"one","at":1}]`, 'more than are ever stored'],
    [' '.repeat(20_000_000), 'more bytes than are ever stored'],
  ])('are not guessed at from a file that is not theirs (%#)', async (text) => {
    await mkdir(join(folder, 'data'));
    await writeFile(file, text);
    await expect(restored()).rejects.toThrow(refusedAs('marks_unreadable'));
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('are not guessed at where the file cannot be opened', async () => {
    await mkdir(file, { recursive: true });
    await expect(restored()).rejects.toThrow(refusedAs('marks_unreadable'));
  });
});
