import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cliInFolder } from './support/run-cli.js';

const cli = cliInFolder();

describe('onplay doctor', () => {
  it('finds no problem on a machine that has everything', async () => {
    await mkdir(cli.path('masters'));
    const { code, stdout, stderr } = await cli.run(['doctor']);
    expect([code, stderr]).toStrictEqual([0, '']);
    expect(stdout).toMatch(/^ok {3}node: v\d+/m);
    expect(stdout).toMatch(/^ok {3}ffmpeg: [\w.+-]+ at \//m);
    expect(stdout).toMatch(/^ok {3}encode: a 1080p frame in \d+ ms$/m);
    expect(stdout).toMatch(
      /^(?:ok {2}|note) confinement: ffmpeg runs as (?:the user of the server|user 65530)/m,
    );
    expect(stdout).toMatch(/^note tokens: no key set/m);
    expect(stdout).not.toContain('BAD');
  });

  it('says what to do about each problem, one per line', async () => {
    await writeFile(cli.path('in-the-way'), '');
    const { code, stdout } = await cli.run(['doctor'], {
      FFMPEG_PATH: '/nowhere/ffmpeg',
      ONPLAY_DATA: cli.path('in-the-way', 'var'),
      ONPLAY_TOKEN_SECRET: 'a secret for the doctor, long enough',
    });
    expect(code).toBe(1);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toStrictEqual([
      expect.stringMatching(/^ok {3}node: /),
      expect.stringMatching(/^BAD {2}masters: there is no .*masters; create it or change the setting$/),
      expect.stringMatching(/^BAD {2}data: The data folder cannot be written\. .*ONPLAY_DATA/),
      'ok   tokens: HS256 with ONPLAY_TOKEN_SECRET',
      expect.stringMatching(/^BAD {2}ffmpeg: FFMPEG_PATH does not lead to an ffmpeg/),
    ]);
    expect(stdout).not.toContain('a secret');
  });

  it('notes that confinement is switched off', async () => {
    const { stdout } = await cli.run(['doctor'], { ONPLAY_FFMPEG_CONFINEMENT: 'off' });
    expect(stdout).toMatch(
      /^note confinement: .* all that the server does; switch ONPLAY_FFMPEG_CONFINEMENT on$/m,
    );
  });

  it('reports a missing ffmpeg', async () => {
    const { code, stdout } = await cli.run(['doctor'], { PATH: '/nowhere', FFMPEG_PATH: '' });
    // The optional package may have installed one.
    expect(stdout).toMatch(
      code === 1 ? /^BAD {2}ffmpeg: No ffmpeg that runs was found; install/m : /ok {3}ffmpeg/,
    );
  });
});
