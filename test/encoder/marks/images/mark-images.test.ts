/** Images that may be drawn as marks lie in a folder of the operator's. */
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMarkImages } from '../../../../src/encoder/marks/images/mark-images.js';
import { plainPng } from '../../../support/marks/png-images.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-mark-images-'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, bytes: Uint8Array) => writeFile(join(folder, name), bytes);
const red = plainPng(4, 2, [255, 0, 0, 255]);

describe('the folder of images', () => {
  it('has PNG files, each with a hash of its bytes; other names are left out', async () => {
    await put('logo.png', red);
    await put('other.png', plainPng(4, 2, [0, 0, 0, 255]));
    for (const name of ['Logo.PNG', 'notes.txt', '.hidden.png', 'a b.png']) await put(name, Buffer.from('x'));
    const images = await readMarkImages(folder);
    expect([...images.keys()]).toEqual(['logo.png', 'other.png']);
    const [logo, other] = images.values();
    expect(logo).toMatchObject({ width: 4, height: 2, hash: expect.stringMatching(/^[0-9a-f]{12}$/) });
    expect(other!.hash).not.toBe(logo!.hash);
  });

  it('may be absent from the configuration', async () => {
    expect([...(await readMarkImages(undefined))]).toEqual([]);
  });

  const refused = async () =>
    expect(readMarkImages(folder)).rejects.toMatchObject({ code: 'config_invalid' });

  it('is refused with what cannot be drawn', async () => {
    await put('logo.png', Buffer.from('no image'));
    await refused();
  });

  it('is refused with a file that is too large, before it is read', async () => {
    await put('logo.png', red);
    await truncate(join(folder, 'logo.png'), 10 ** 12);
    await refused();
  });

  it('is refused with a folder or a dead link in place of a file', async () => {
    await mkdir(join(folder, 'logo.png'));
    await refused();
    await rm(join(folder, 'logo.png'), { recursive: true });
    await symlink('/nowhere', join(folder, 'logo.png'));
    await refused();
  });

  it('is refused with more than memory is planned for, and where there is none', async () => {
    for (let i = 0; i < 17; i++) await put(`${i}.png`, red);
    await refused();
    await expect(readMarkImages(join(folder, 'other'))).rejects.toMatchObject({ code: 'config_invalid' });
  });
});
