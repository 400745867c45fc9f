import { mkdir, writeFile } from 'node:fs/promises';
import jwt from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import { cliInFolder } from './support/run-cli.js';

const cli = cliInFolder();
const SECRET = 'a secret for the command line, long enough';
const env = { ONPLAY_TOKEN_SECRET: SECRET };

const claimsOf = (token: string) => jwt.verify(token.trim(), SECRET, { algorithms: ['HS256'] });

describe('onplay token', () => {
  it('prints a token and nothing else', async () => {
    const { code, stdout, stderr } = await cli.run(['token', 'films/a b', '--ttl', '15m'], env);
    expect([code, stderr]).toStrictEqual([0, '']);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const { exp, iat, ...claims } = claimsOf(stdout) as Record<string, number>;
    expect(claims).toStrictEqual({ sub: 'films/a b', aud: 'onplay' });
    expect(exp! - iat!).toBe(900);
  });

  it('accepts claims, each with its type', async () => {
    const claims = ['max_height=720', 'viewer=ann', 'referrer=a.example,*.b.example', 'ip=192.0.2.0/24'];
    const { stdout } = await cli.run(
      ['token', 'film', ...claims.flatMap((claim) => ['--claim', claim])],
      env,
    );
    expect(claimsOf(stdout)).toMatchObject({
      max_height: 720,
      viewer: 'ann',
      referrer: ['a.example', '*.b.example'],
      ip: '192.0.2.0/24',
    });
  });

  it.each([
    [['film', '--ttl', 'tomorrow'], 'A duration is a number and a unit'],
    [['film', '--claim', 'admin=1'], 'The claims that can be given are'],
    [['film', '--claim', 'max_height'], 'name=value'],
    [['../film'], 'cannot be the name of an asset'],
  ])('explains invalid arguments in one sentence: %j', async (args, message) => {
    const { code, stdout, stderr } = await cli.run(['token', ...args], env);
    expect([code, stdout]).toStrictEqual([1, '']);
    expect(stderr).toMatch(/^onplay: .*\n$/);
    expect(stderr).toContain(message);
  });

  it('says where tokens are signed when there are only public keys', async () => {
    const { code, stderr } = await cli.run(['token', 'film'], { ONPLAY_TOKEN_JWKS: 'keys.json' });
    expect([code, stderr]).toStrictEqual([1, expect.stringContaining('where the private key is')]);
  });
});

describe('onplay url', () => {
  it.each([
    [[], 'http://127.0.0.1:9000/films/a%20b.m3u8?token='],
    [['--format', 'dash'], 'http://127.0.0.1:9000/films/a%20b.mpd?token='],
  ])('prints a signed URL and nothing else: %j', async (args, beginning) => {
    const { code, stdout, stderr } = await cli.run(['url', 'films/a b', ...args], {
      ...env,
      ONPLAY_PORT: '9000',
    });
    expect([code, stderr, stdout.startsWith(beginning)]).toStrictEqual([0, '', true]);
    expect(claimsOf(stdout.slice(beginning.length))).toMatchObject({ sub: 'films/a b' });
  });

  it('uses the public URL', async () => {
    const { stdout } = await cli.run(['url', 'film'], {
      ...env,
      ONPLAY_PUBLIC_URL: 'https://video.example/play/',
    });
    expect(stdout).toMatch(/^https:\/\/video\.example\/play\/film\.m3u8\?token=/);
  });

  it('rejects unknown formats', async () => {
    const { code, stderr } = await cli.run(['url', 'film', '--format', 'smooth'], env);
    expect([code, stderr]).toStrictEqual([1, 'onplay: The format must be hls or dash.\n']);
  });
});

describe('the secret', () => {
  it('is the configured one, else the one the demo stored', async () => {
    await mkdir(cli.path('var'));
    await writeFile(cli.path('var', 'demo-token-secret'), `${SECRET}\n`);
    const stored = await cli.run(['token', 'film']);
    expect(claimsOf(stored.stdout)).toMatchObject({ sub: 'film' });
    const other = 'another secret, which is configured, and longer';
    const { stdout } = await cli.run(['url', 'film'], { ONPLAY_TOKEN_SECRET: other });
    expect(() => claimsOf(stdout.split('token=')[1] ?? '')).toThrow('invalid signature');
  });

  it('is required', async () => {
    const { code, stdout, stderr } = await cli.run(['token', 'film']);
    expect([code, stdout]).toStrictEqual([1, '']);
    expect(stderr).toContain('ONPLAY_TOKEN_SECRET or ONPLAY_TOKEN_JWKS');
  });
});
