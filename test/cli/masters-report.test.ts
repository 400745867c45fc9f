import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mastersReport } from '../../src/cli/masters/masters-report.js';
import { loadConfig } from '../../src/config/index.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-report-'));
  await mkdir(join(folder, 'masters', 'films'), { recursive: true });
  await writeFile(join(folder, 'masters', 'film.mp4'), '');
});
afterEach(() => rm(folder, { recursive: true }));

const report = (env: Record<string, string> = {}) => mastersReport(loadConfig(env, folder));
const path = (...names: string[]) => join(folder, 'masters', ...names);

describe('the report of a directory of masters', () => {
  it('is its path where nothing in it is unusual', async () => {
    await writeFile(path('film.srt'), '');
    expect(await report()).toStrictEqual({ state: 'ok', says: path() });
  });

  it('names files that have a name together, and links out of it', async () => {
    await writeFile(path('film.mkv'), '');
    await symlink('../../elsewhere.mp4', path('films', 'link.mp4'));
    await writeFile(join(folder, 'elsewhere.mp4'), '');
    const { state, says } = await report();
    expect(state).toBe('note');
    expect(says.split('\n')).toStrictEqual([
      path(),
      expect.stringMatching(/^ {5}".*film\.mp4": several masters .* \("film\.mkv"\)$/),
      expect.stringMatching(
        /^ {5}".*films\/link\.mp4": .* not followed; ONPLAY_MASTERS_FOLLOW_LINKS allows it$/,
      ),
    ]);
    expect((await report({ ONPLAY_MASTERS_FOLLOW_LINKS: 'on' })).says).not.toContain('link.mp4');
  });

  it('stays short', async () => {
    for (let i = 0; i < 30; i++) await symlink('nothing', path(`${i}.mp4`));
    const lines = (await report()).says.split('\n');
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe('     and 10 more like these');
  });

  it('rejects where there is none', async () => {
    await rm(path(), { recursive: true });
    await expect(report()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
