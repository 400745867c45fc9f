/** cdn/nginx/state.js, which Node can run as njs does: its bounds, which no edge reaches in a test. */
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface State {
  generations(folder: string, keys: readonly string[]): string;
  generation(folder: string, key: string): string;
  renew(folder: string, keys: readonly string[]): string;
  areRevoked(folder: string, handles: readonly string[]): boolean;
  revoke(folder: string, entries: readonly string[]): number | undefined;
}

const script = new URL('../../../cdn/nginx/state.js', import.meta.url).href;
const { default: state } = (await import(script)) as { default: State };

const LATER = Math.floor(Date.now() / 1000) + 3600;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-edge-state-'));
});
afterEach(() => rm(folder, { recursive: true }));

const handle = (i: number) => i.toString(16).padStart(32, '0');
const generationFolder = () => join(folder, 'generations', `of-${state.generation(folder, 'onplay')}`);

describe('generations', () => {
  it('are none at first, and another with each renewal of one of the keys or of everything', () => {
    const keys = ['a-1', 'r-1'];
    const all = [state.generations(folder, keys)];
    for (const renewed of [['a-1'], ['r-1'], ['a-1', 'r-1'], ['onplay'], ['a-1'], ['onplay', 'a-1']]) {
      state.renew(folder, renewed);
      all.push(state.generations(folder, keys));
      expect(state.generations(folder, keys)).toBe(all.at(-1));
    }
    expect(all[0]).toBe('..');
    expect(new Set(all).size).toBe(all.length);
  });

  it('are not touched by those of other keys', () => {
    state.renew(folder, ['a-1']);
    const before = state.generations(folder, ['a-1', 'r-1']);
    state.renew(folder, ['a-2', 'r-2']);
    expect(state.generations(folder, ['a-1', 'r-1'])).toBe(before);
  });

  it('of keys are gone with a new one of everything, files and all', () => {
    const first = state.renew(folder, ['a-1']);
    const old = generationFolder();
    const second = state.renew(folder, ['onplay']);
    expect(second).not.toBe(first);
    expect(state.generation(folder, 'a-1')).toBe(second);
    expect(existsSync(old)).toBe(false);
  });

  it('are of everything where there would be too many of keys', async () => {
    state.renew(folder, ['a-1']);
    const old = generationFolder();
    for (let i = 0; i < 10_000; i++) writeFileSync(join(old, `a-x${i}`), 'x');
    const next = state.renew(folder, ['a-2']);
    expect(state.generation(folder, 'onplay')).toBe(next);
    expect(state.generation(folder, 'a-1')).toBe(next);
    expect(existsSync(old)).toBe(false);
  });

  it('that cannot be read are an error, and not none', async () => {
    await mkdir(join(folder, 'generations', 'onplay'), { recursive: true });
    expect(() => state.generations(folder, ['a-1'])).toThrow();
  });
});

describe('revocations', () => {
  it('hold until they say', () => {
    expect(state.areRevoked(folder, [handle(1)])).toBe(false);
    expect(state.revoke(folder, [`${handle(1)}=${LATER}`, `${handle(2)}=1`])).toBe(2);
    expect(state.areRevoked(folder, [handle(3), handle(1)])).toBe(true);
    expect(state.areRevoked(folder, [handle(2)])).toBe(false);
    expect(state.revoke(folder, [`${handle(1)}=${LATER}`])).toBe(1);
  });

  it('that are over are removed little by little, and no others', async () => {
    const place = join(folder, 'revocations');
    await mkdir(place);
    for (let i = 0; i < 300; i++) writeFileSync(join(place, handle(i)), i % 3 === 0 ? String(LATER) : '1');
    let orders = 0;
    while ((await readdir(place)).length > 101 && orders < 200) {
      state.revoke(folder, [`${handle(1000)}=${LATER}`]);
      orders++;
    }
    expect(orders).toBeLessThan(200);
    expect(orders).toBeGreaterThan(1);
    for (let i = 0; i < 300; i++) expect(state.areRevoked(folder, [handle(i)])).toBe(i % 3 === 0);
  });

  it('are refused where there are too many', async () => {
    const place = join(folder, 'revocations');
    await mkdir(place);
    for (let i = 0; i <= 20_000; i++) writeFileSync(join(place, handle(i)), String(LATER));
    expect(state.revoke(folder, [`${handle(99_999)}=${LATER}`])).toBeUndefined();
    expect(state.areRevoked(folder, [handle(99_999)])).toBe(false);
  });
});
