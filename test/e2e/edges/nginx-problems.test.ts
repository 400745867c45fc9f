/** cdn/nginx/known-problems.js, run in Node instead of njs. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface KnownProblems {
  has(folder: string, name: string): boolean;
  add(folder: string, name: string): void;
  remove(folder: string, name: string): void;
}

const script = new URL('../../../cdn/nginx/known-problems.js', import.meta.url).href;
const { default: problems } = (await import(script)) as { default: KnownProblems };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-edge-problems-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('known problems', () => {
  it('are those that were added and not removed', () => {
    expect(problems.has(folder, 'a')).toBe(false);
    problems.add(folder, 'a');
    problems.add(folder, 'b');
    expect([problems.has(folder, 'a'), problems.has(folder, 'c')]).toEqual([true, false]);
    problems.remove(folder, 'a');
    problems.remove(folder, 'c');
    expect([problems.has(folder, 'a'), problems.has(folder, 'b')]).toEqual([false, true]);
  });

  it('are stored in a bounded number of small files, however many names are made up', async () => {
    for (let i = 0; i < 500; i++) problems.add(folder, `name ${i}`);
    expect(problems.has(folder, 'name 499')).toBe(true);
    for (const file of await readdir(join(folder, 'problems'))) {
      expect(file).toMatch(/^[0-9a-f]{3}$/);
      expect((await readFile(join(folder, 'problems', file))).length).toBeLessThan(50);
    }
  });
});
