/** A server that dies while a command is being started leaves nothing of it behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { describe, expect, test, vi } from 'vitest';
import { commandEnvironment, STARTED_BY } from '../../../src/encoder/confinement/environment.js';
import { supervisorPrefix } from '../../../src/encoder/confinement/supervisor.js';
import { type Launcher, launchCommand } from '../../../src/encoder/ffmpeg/launcher.js';
import { EVENT_MS } from '../../support/budgets.js';
import { commandLines } from '../../support/process-table.js';
import { ffmpegUnderTest, GENEROUS_LIMITS } from '../fixtures/ffmpeg-under-test.js';

const { launcher, ffmpegPath } = await ffmpegUnderTest();
const { setprivPath } = launcher;
const { shellPath } = launcher;
const SANDBOX = launcher.confinement?.sandbox;

/** From the first instruction of the launcher to an ffmpeg that waits for its input. */
const DEATHS_MS = Array.from({ length: 20 }, (_, i) => i);

/** Starts the command in place of a server, and dies by SIGKILL so long afterwards. */
const SERVER = `
  const { file, args, ms } = JSON.parse(process.argv[1]);
  const env = { ${STARTED_BY}: String(process.pid) };
  require('node:child_process').spawn(file, args, { env, detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  for (const start = performance.now(); performance.now() - start < ms; );
  process.kill(process.pid, 'SIGKILL');
`;

/** As on a machine so busy that the server is gone before setpriv(1) runs. */
const LATE_SETPRIV = `#!/bin/sh
while kill -0 "$${STARTED_BY}"; do :; done
exec SETPRIV "$@"
`;

type Command = Pick<ReturnType<typeof launchCommand>, 'file' | 'args'>;

/** Checks that a command starts nothing where the server dies before the kernel was asked to tell of it. */
async function checkLate(commandOf: (late: string, script: string, mark: string) => Command): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-supervisor-'));
  const late = join(folder, 'setpriv');
  await writeFile(late, LATE_SETPRIV.replace('SETPRIV', setprivPath!), { mode: 0o755 });
  const mark = `late-${process.pid}`;
  await dieAfter(0, commandOf(late, `echo > ${folder}/started; sleep 600`, mark));
  await vi.waitFor(() => expect(leftOf(mark)).toEqual([]), { timeout: EVENT_MS });
  expect(await readdir(folder)).toEqual(['setpriv']);
  await rm(folder, { recursive: true });
}

async function dieAfter(ms: number, { file, args }: Command): Promise<void> {
  const server = spawn(execPath, ['-e', SERVER, JSON.stringify({ file, args, ms })], { stdio: 'ignore' });
  await once(server, 'exit');
}

/** The command lines that have the mark, but for those of servers. */
function leftOf(mark: string): string[][] {
  return commandLines().filter((words) => words.includes(mark) && !words.includes('-e'));
}

describe.runIf(SANDBOX !== undefined && shellPath !== undefined)('a sandbox', () => {
  test('leaves no process behind, whenever in its making the server is killed', async () => {
    const mark = `mark-${process.pid}`;
    const args = ['-v', 'error', '-f', 'matroska', '-i', 'pipe:0', '-metadata', mark, '-f', 'null', '-'];
    const command = launchCommand(launcher, ffmpegPath, args, GENEROUS_LIMITS);
    for (const ms of DEATHS_MS) await dieAfter(ms, command);
    await vi.waitFor(() => expect(leftOf(mark)).toEqual([]), { timeout: EVENT_MS });
  });
});

describe.runIf(setprivPath !== undefined && shellPath !== undefined)('the supervisor', () => {
  const supervised = (script: string, ...more: string[]): Command => {
    const [file, ...args] = [
      ...supervisorPrefix(setprivPath!, shellPath!),
      shellPath!,
      '-c',
      script,
      ...more,
    ];
    return { file: file!, args };
  };
  const start = (script: string) => {
    const { file, args } = supervised(script);
    return spawn(file, args, { detached: true, stdio: 'pipe', env: commandEnvironment() });
  };

  test('passes on the standard streams and the exit code', async () => {
    const child = start('cat; echo error >&2; exit 153');
    const texts = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray());
    child.stdin.end('input');
    expect(await once(child, 'exit')).toEqual([153, null]);
    expect((await Promise.all(texts)).flat()).toEqual(['input', 'error\n']);
  });

  test('starts nothing for a server that died before', () =>
    checkLate((late, script, mark) => ({ file: late, args: supervised(script, mark).args })));

  test('keeps from the command who started it', async () => {
    const child = start(`echo "[$${STARTED_BY}]"`);
    expect(await child.stdout.setEncoding('utf8').toArray()).toEqual(['[]\n']);
  });

  test('ends its whole group at the signal that tells of the death of the server', async () => {
    const child = start('sleep 600 & echo there; wait');
    await once(child.stdout, 'data');
    // Closed only once the last process that has standard output is gone.
    const closed = once(child, 'close');
    child.stdout.resume();
    child.kill('SIGTERM');
    expect(await closed).toEqual([null, 'SIGKILL']);
  });
});

describe.runIf(setprivPath !== undefined && shellPath !== undefined)('a command without a sandbox', () => {
  const unshared = launcher.confinement?.unsharePath;
  const ways: [string, Launcher['confinement']][] = [
    ['nor other confinement', undefined],
    ['as another user', { userId: 65_530 }],
    ...(unshared
      ? [['without network', { unsharePath: unshared }] as [string, Launcher['confinement']]]
      : []),
  ];

  test.each(ways)('%s starts nothing for a server that died before', (_, parts) =>
    checkLate((late, script, mark) => {
      const tie = { setprivPath: late, shellPath: shellPath! };
      const confinement = parts && { ...tie, ...parts };
      const args = ['-c', script, mark];
      return launchCommand(
        { ...tie, ...(confinement && { confinement }) },
        shellPath!,
        args,
        GENEROUS_LIMITS,
      );
    }),
  );

  test('keeps from the command who started it', async () => {
    const script = `echo "[$${STARTED_BY}]"`;
    const { file, args } = launchCommand(
      { setprivPath: setprivPath!, shellPath: shellPath! },
      shellPath!,
      ['-c', script],
      GENEROUS_LIMITS,
    );
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'], env: commandEnvironment() });
    expect(await child.stdout.setEncoding('utf8').toArray()).toEqual(['[]\n']);
  });
});
