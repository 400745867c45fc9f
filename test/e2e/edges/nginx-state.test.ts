/** cdn/nginx/state.js, run in Node instead of njs: also its bounds, which no edge reaches in a test. */
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface State {
  generations(folder: string, keys: readonly string[]): string;
  generation(folder: string, key: string): string;
  renew(folder: string, keys: readonly string[]): string;
  areRevoked(folder: string, fingerprints: readonly string[]): boolean;
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

const fingerprint = (i: number) => i.toString(16).padStart(32, '0');
const generationFolder = () => join(folder, 'generations', `of-${state.generation(folder, 'onplay')}`);

describe('generations', () => {
  it('are empty at first, and change with each renewal of one of the keys or of everything', () => {
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

  it('are not changed by renewals of other keys', () => {
    state.renew(folder, ['a-1']);
    const before = state.generations(folder, ['a-1', 'r-1']);
    state.renew(folder, ['a-2', 'r-2']);
    expect(state.generations(folder, ['a-1', 'r-1'])).toBe(before);
  });

  it('of keys are removed, with their files, by a renewal of everything', () => {
    const first = state.renew(folder, ['a-1']);
    const old = generationFolder();
    const second = state.renew(folder, ['onplay']);
    expect(second).not.toBe(first);
    expect(state.generation(folder, 'a-1')).toBe(second);
    expect(existsSync(old)).toBe(false);
  });

  it('are renewed for everything if there are too many keys', async () => {
    state.renew(folder, ['a-1']);
    const old = generationFolder();
    for (let i = 0; i < 10_000; i++) writeFileSync(join(old, `a-x${i}`), 'x');
    const next = state.renew(folder, ['a-2']);
    expect(state.generation(folder, 'onplay')).toBe(next);
    expect(state.generation(folder, 'a-1')).toBe(next);
    expect(existsSync(old)).toBe(false);
  });

  it('that cannot be read are an error, not empty', async () => {
    await mkdir(join(folder, 'generations', 'onplay'), { recursive: true });
    expect(() => state.generations(folder, ['a-1'])).toThrow();
  });
});

describe('revocations', () => {
  it('hold until their expiry', () => {
    expect(state.areRevoked(folder, [fingerprint(1)])).toBe(false);
    expect(state.revoke(folder, [`${fingerprint(1)}=${LATER}`, `${fingerprint(2)}=1`])).toBe(2);
    expect(state.areRevoked(folder, [fingerprint(3), fingerprint(1)])).toBe(true);
    expect(state.areRevoked(folder, [fingerprint(2)])).toBe(false);
    expect(state.revoke(folder, [`${fingerprint(1)}=${LATER}`])).toBe(1);
  });

  it('are removed gradually after their expiry, and not before', async () => {
    const revocations = join(folder, 'revocations');
    await mkdir(revocations);
    for (let i = 0; i < 300; i++)
      writeFileSync(join(revocations, fingerprint(i)), i % 3 === 0 ? String(LATER) : '1');
    let calls = 0;
    while ((await readdir(revocations)).length > 101 && calls < 200) {
      state.revoke(folder, [`${fingerprint(1000)}=${LATER}`]);
      calls++;
    }
    expect(calls).toBeLessThan(200);
    expect(calls).toBeGreaterThan(1);
    for (let i = 0; i < 300; i++) expect(state.areRevoked(folder, [fingerprint(i)])).toBe(i % 3 === 0);
  });

  it('are refused if there are too many', async () => {
    const revocations = join(folder, 'revocations');
    await mkdir(revocations);
    for (let i = 0; i <= 20_000; i++) writeFileSync(join(revocations, fingerprint(i)), String(LATER));
    expect(state.revoke(folder, [`${fingerprint(99_999)}=${LATER}`])).toBeUndefined();
    expect(state.areRevoked(folder, [fingerprint(99_999)])).toBe(false);
  });
});
