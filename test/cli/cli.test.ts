import { describe, expect, it } from 'vitest';
import { cliInFolder } from './support/run-cli.js';

const cli = cliInFolder();

describe('onplay', () => {
  it('lists its commands when called without one', async () => {
    const { code, stdout, stderr } = await cli.run([]);
    expect([code, stdout]).toStrictEqual([1, '']);
    for (const command of ['serve', 'demo', 'token', 'url', 'inspect', 'doctor']) {
      expect(stderr).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    }
  });

  it('prints its version', async () => {
    const { code, stdout } = await cli.run(['--version']);
    expect([code, stdout]).toStrictEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });

  it.each([
    [['play'], "unknown command 'play'"],
    [['serve', '--fast'], "unknown option '--fast'"],
    [['token'], "missing required argument 'asset'"],
    [['token', 'a', 'b'], 'too many arguments'],
  ])('prints the usage for invalid arguments: %j', async (args, message) => {
    const { code, stdout, stderr } = await cli.run(args);
    expect([code, stdout]).toStrictEqual([1, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: onplay');
  });

  it.each([['serve'], ['demo'], ['doctor'], ['token', 'film'], ['inspect', 'film']])(
    'lists every invalid setting, without its value: %s',
    async (...args) => {
      const { code, stdout, stderr } = await cli.run(args, {
        ONPLAY_PORT: 'eighty',
        ONPLAY_TOKEN_SECRET: 'too-short-a-secret',
        ONPLAY_MASTERS: 's3://',
      });
      expect([code, stdout]).toStrictEqual([1, '']);
      for (const name of ['ONPLAY_PORT', 'ONPLAY_TOKEN_SECRET', 'ONPLAY_MASTERS']) {
        expect(stderr).toMatch(new RegExp(`^- ${name}: expected `, 'm'));
      }
      expect(stderr).not.toMatch(/eighty|too-short|at .*\.js/);
    },
  );
});
