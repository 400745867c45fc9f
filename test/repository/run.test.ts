import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTool } from '../support/ffmpeg.js';
import { FakeCheckout } from './fake-checkout.js';

let checkout: FakeCheckout;
beforeEach(async () => {
  checkout = await FakeCheckout.create();
});
afterEach(() => checkout.remove());

describe('./run alone', () => {
  it('lists its tasks, one line each', async () => {
    const { stdout, stderr, code } = await checkout.run([]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const task of ['setup', 'demo', 'test', 'test:busy', 'check', 'bench', 'onplay', 'build']) {
      expect(stdout.toString()).toMatch(new RegExp(`^  ${task} +\\S.*$`, 'm'));
    }
  });

  it('refuses a task it does not have', async () => {
    const { stdout, stderr, code } = await checkout.run(['fly']);
    expect({ stdout: stdout.toString(), code }).toEqual({ stdout: '', code: 2 });
    expect(stderr).toContain("no task 'fly'");
  });
});

describe('on a machine that lacks a requirement one sentence names it:', () => {
  it('Node.js', async () => {
    const PATH = await checkout.onlyPrograms('bash', 'dirname', 'sed');
    const { stderr, code } = await checkout.run(['demo'], { PATH });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'onplay: Node.js is missing: install version 22.19.0 or newer from https://nodejs.org and try again.\n',
    );
  });

  it('a newer ffmpeg', async () => {
    await checkout.saying('bin/ffmpeg', 'ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright');
    const { stderr, code } = await checkout.run(['demo']);
    expect(code).toBe(1);
    expect(stderr).toContain('there is no ffmpeg of version 5.1 or newer');
  });

  it('a working ffmpeg where FFMPEG_PATH names one', async () => {
    const { stderr, code } = await checkout.run(['demo'], { FFMPEG_PATH: '/nowhere/ffmpeg' });
    expect(code).toBe(1);
    expect(stderr).toContain('FFMPEG_PATH must name an ffmpeg');
  });
});

describe('where Node.js is too old', () => {
  it.each(['v18.20.4', 'v20.18.0', 'v22.18.9'])(
    'one is brought from the registry once, not %s',
    async (version) => {
      await checkout.saying('bin/node', version);
      const { stderr, code } = await checkout.run(['setup']);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stderr).toMatch(
        new RegExp(
          `^onplay: Node.js ${version.slice(1)} is too old \\(22.19.0 or newer is needed\\): bringing Node.js 24 .*\n`,
        ),
      );
      expect((await checkout.run(['setup'])).stderr).not.toContain('bringing');
      const calls = await checkout.npmCalls();
      expect(calls.filter((call) => call.startsWith('install '))).toEqual([
        expect.stringMatching(
          /^install --prefix \S+\/\.node\.partial node-[a-z]+-[a-z0-9_]+@24 --ignore-scripts/,
        ),
      ]);
    },
  );

  it('what was brought runs the tasks', async () => {
    await checkout.saying('bin/node', 'v20.20.2');
    const { stdout } = await checkout.run(['onplay', 'hello']);
    expect(JSON.parse(stdout.toString())).toMatchObject({ args: ['hello'] });
  });

  it('and cannot be brought, one sentence says what to do', async () => {
    await checkout.saying('bin/node', 'v20.20.2');
    await checkout.write('npm-is-broken', '');
    const { stderr, code } = await checkout.run(['setup']);
    expect(code).toBe(1);
    expect(stderr).toContain('Node.js could not be brought: see above, or install version 22.19.0 or newer');
  });
});

describe('./run setup', () => {
  it.each([
    'ffmpeg version 5.1 Copyright',
    'ffmpeg version 7.0.2-static https://johnvansickle.com/ffmpeg/',
    'ffmpeg version n6.1.1 Copyright',
    'ffmpeg version N-117000-g1234567 Copyright',
    'ffmpeg version 2024-05-13-git-37db0454e4 Copyright',
  ])('takes the ffmpeg that says "%s"', async (line) => {
    await checkout.saying('bin/ffmpeg', line);
    expect((await checkout.run(['setup'])).code).toBe(0);
  });

  it('installs the locked packages once, and again when the lock has changed', async () => {
    await checkout.run(['setup']);
    await checkout.run(['setup']);
    expect(await checkout.npmCalls()).toEqual([expect.stringMatching(/^ci .*--ignore-scripts/)]);
    await checkout.write('package-lock.json', '{"changed":true}');
    await checkout.run(['setup']);
    expect(await checkout.npmCalls()).toHaveLength(2);
  });

  it('repeats an installation that failed, and shows why it did', async () => {
    await checkout.write('npm-is-broken', '');
    const { stderr, code } = await checkout.run(['setup']);
    expect(code).toBe(1);
    expect(stderr).toContain('npm talks a lot');
    expect(stderr).toContain('the packages could not be installed');
    await rm(join(checkout.root, 'npm-is-broken'));
    expect((await checkout.run(['setup'])).code).toBe(0);
    expect(await checkout.npmCalls()).toHaveLength(2);
  });
});

describe('./run onplay', () => {
  const output = async (...args: string[]) =>
    JSON.parse((await checkout.run(['onplay', ...args])).stdout.toString());

  it('sets up, and prints nothing but what the command prints', async () => {
    const { stdout, stderr } = await checkout.run(['onplay', 'token', 'a film']);
    expect(JSON.parse(stdout.toString()).args).toEqual(['token', 'a film']);
    expect(stderr).toBe('onplay: installing packages...\nonplay: building...\n');
    expect((await checkout.run(['onplay'])).stderr).toBe('');
  });

  it('runs in the directory it is called from', async () => {
    const elsewhere = join(checkout.root, 'elsewhere');
    await mkdir(elsewhere);
    await checkout.run(['setup']);
    const { stdout } = await runTool('bash', ['-c', `cd '${elsewhere}' && ../run onplay`]);
    expect(JSON.parse(stdout.toString()).cwd).toMatch(/\/elsewhere$/);
  });

  it('uses the ffmpeg that came with the packages, unless FFMPEG_PATH names another', async () => {
    await checkout.run(['setup']);
    const downloaded = 'node_modules/ffmpeg-static/ffmpeg';
    await checkout.saying(downloaded, 'ffmpeg version 7.0.2-static');
    expect((await output()).ffmpeg).toBe(join(checkout.root, downloaded));
    const other = await checkout.run(['onplay'], { FFMPEG_PATH: '/opt/ffmpeg' });
    expect(JSON.parse(other.stdout.toString()).ffmpeg).toBe('/opt/ffmpeg');
  });

  it('ignores an ffmpeg whose download was cut short', async () => {
    await checkout.run(['setup']);
    await checkout.program('node_modules/ffmpeg-static/ffmpeg', 'half a program');
    expect((await output()).ffmpeg).toBeUndefined();
  });

  it('builds again when the source has changed', async () => {
    expect((await output()).source).toBe('first');
    await checkout.write('src/cli.ts', 'second');
    expect((await output()).source).toBe('second');
  });

  it('builds again when a source file is gone', async () => {
    await checkout.write('src/room/other.txt', 'a page');
    await output();
    expect(await readdir(join(checkout.root, 'dist/room'))).toEqual(['other.txt']);
    await rm(join(checkout.root, 'src/room/other.txt'));
    await output();
    expect(await readdir(join(checkout.root, 'dist/room'))).toEqual([]);
  });

  it('keeps the last build when the source does not compile, and runs nothing', async () => {
    await output();
    await checkout.write('src/cli.ts', 'broken');
    const { stdout, stderr, code } = await checkout.run(['onplay']);
    expect({ stdout: stdout.toString(), code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toContain('the compiler talks too');
    expect((await readdir(checkout.root)).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
  });
});

describe('./run bench', () => {
  it('says so if there are no benchmarks', async () => {
    const { stderr, code } = await checkout.run(['bench']);
    expect({ stderr, code }).toEqual({ stderr: 'onplay: there are no benchmarks yet.\n', code: 1 });
  });

  it('lists the benchmarks, without the files that only support them', async () => {
    for (const name of ['cold-segment.ts', 'support.ts', 'support/plan.ts']) {
      await checkout.write(`bench/${name}`, '');
    }
    expect((await checkout.run(['bench'])).stdout.toString()).toBe('cold-segment\n');
    const { stderr, code } = await checkout.run(['bench', 'warm-tea']);
    expect(code).toBe(1);
    expect(stderr).toContain("no benchmark 'warm-tea'");
  });
});
