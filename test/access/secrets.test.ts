import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureSecretFile } from '../../src/access/secrets.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'onplay-secrets-'));
  file = path.join(folder, 'data', 'token.secret');
});
afterEach(() => rm(folder, { recursive: true }));

const permissions = async (name: string) => (await stat(name)).mode & 0o777;
const unusable = expect.objectContaining({ code: 'data_unwritable' });

describe('a secret file', () => {
  it('is created once, readable by its owner only, and then reused', async () => {
    const secret = await ensureSecretFile(file);
    expect(Buffer.byteLength(secret)).toBeGreaterThanOrEqual(32);
    expect(await ensureSecretFile(file)).toBe(secret);
    expect(await readFile(file, 'utf8')).toBe(`${secret}\n`);
    expect(await permissions(file)).toBe(0o600);
    expect(await permissions(path.dirname(file))).toBe(0o700);
  });

  it('is the same for concurrent callers, and leaves no drafts', async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => ensureSecretFile(file)));
    expect(new Set(secrets).size).toBe(1);
    expect(await readdir(path.dirname(file))).toStrictEqual(['token.secret']);
  });

  it('differs from file to file', async () => {
    expect(await ensureSecretFile(file)).not.toBe(await ensureSecretFile(`${file}2`));
  });

  it('loses permissions of group and others', async () => {
    await mkdir(path.dirname(file));
    await writeFile(file, 'x'.repeat(32));
    await chmod(file, 0o644);
    expect(await ensureSecretFile(file)).toBe('x'.repeat(32));
    expect(await permissions(file)).toBe(0o600);
  });

  it.each([
    ['is empty', ''],
    ['is too short', 'x'.repeat(31)],
    ['is white space', ' '.repeat(40)],
    ['is too large', 'x'.repeat(5000)],
  ])('is refused and left unchanged if it %s', async (_, content) => {
    await mkdir(path.dirname(file));
    await writeFile(file, content);
    await expect(ensureSecretFile(file)).rejects.toThrow(unusable);
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  it('is refused if it is not a regular file', async () => {
    await mkdir(file, { recursive: true });
    await expect(ensureSecretFile(file)).rejects.toThrow(unusable);
    await symlink('nowhere', `${file}.link`);
    await expect(ensureSecretFile(`${file}.link`)).rejects.toThrow(unusable);
    await writeFile(path.join(folder, 'plain'), '');
    await expect(ensureSecretFile(path.join(folder, 'plain', 'x'))).rejects.toThrow(unusable);
  });

  it('is not named in the public detail when it is refused', async () => {
    await mkdir(file, { recursive: true });
    const error: unknown = await ensureSecretFile(file).catch((reason: unknown) => reason);
    expect(error).not.toHaveProperty('publicDetail', expect.stringContaining(folder));
  });
});
