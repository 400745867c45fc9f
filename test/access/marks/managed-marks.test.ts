import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManagedMarks } from '../../../src/access/marks/managed-marks.js';
import { MarkRules } from '../../../src/access/marks/mark-rules.js';
import type { RuleEntry } from '../../../src/access/marks/rule-entries.js';

const rule = { viewer: 'ann', overlays: [{ text: 'a' }] };
const refusedAs = (code: string) => expect.objectContaining({ code });

let folder: string;
let told: RuleEntry[];
let marks: ManagedMarks;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-managed-marks-'));
  told = [];
  marks = new ManagedMarks({
    rules: new MarkRules({ file: join(folder, 'data', 'mark-rules.json') }),
    images: new Set(),
    announce: (entry) => Promise.resolve(told.push(entry) === 1),
  });
});
afterEach(() => rm(folder, { recursive: true }));

describe('other servers', () => {
  it('are told of each change, once, and whether they have it is answered', async () => {
    expect(await marks.put('leak', rule)).toMatchObject({ name: 'leak', isEverywhere: true });
    expect(await marks.remove('leak')).toStrictEqual({ isEverywhere: false });
    expect(told).toMatchObject([{ name: 'leak', rule }, { name: 'leak' }]);
    expect(told[1]).not.toHaveProperty('rule');
  });

  it('are told of what is in force, though it cannot be saved here', async () => {
    await writeFile(join(folder, 'data'), 'a file where a folder should be');
    await expect(marks.put('leak', rule)).rejects.toThrow(refusedAs('data_unwritable'));
    expect(told).toMatchObject([{ name: 'leak', rule }]);
    await expect(marks.remove('leak')).rejects.toThrow(refusedAs('data_unwritable'));
    expect(told).toHaveLength(2);
    expect(told[1]).not.toHaveProperty('rule');
  });

  it('are not told of what is refused', async () => {
    await expect(marks.remove('leak')).rejects.toThrow(refusedAs('marks_unknown'));
    await marks.put('leak', rule);
    const image = { viewer: 'ann', overlays: [{ image: 'none.png' }] };
    await expect(marks.put('leak', image)).rejects.toThrow(refusedAs('body_invalid'));
    expect(told).toHaveLength(1);
  });
});
