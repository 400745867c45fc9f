/** A server that dies while a sandbox is being set up leaves nothing of it behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { execPath } from 'node:process';
import { describe, expect, test, vi } from 'vitest';
import { supervisorPrefix } from '../../../src/encoder/confinement/supervisor.js';
import { launchCommand } from '../../../src/encoder/ffmpeg/launcher.js';
import { EVENT_MS } from '../../support/budgets.js';
import { commandLines } from '../../support/process-table.js';
import { ffmpegUnderTest, GENEROUS_LIMITS } from '../fixtures/ffmpeg-under-test.js';

const { launcher, ffmpegPath } = await ffmpegUnderTest();
const { setprivPath } = launcher;
const shellPath = launcher.confinement?.sandbox?.shellPath;

/** From the first instruction of the launcher to an ffmpeg that waits for its input. */
const DEATHS_MS = Array.from({ length: 20 }, (_, i) => i);

/** Starts the command in place of a server, and dies by SIGKILL so long afterwards. */
const SERVER = `
  const { file, args, ms } = JSON.parse(process.argv[1]);
  require('node:child_process').spawn(file, args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  for (const start = performance.now(); performance.now() - start < ms; );
  process.kill(process.pid, 'SIGKILL');
`;

async function dieAfter(ms: number, { file, args }: ReturnType<typeof launchCommand>): Promise<void> {
  const server = spawn(execPath, ['-e', SERVER, JSON.stringify({ file, args, ms })], { stdio: 'ignore' });
  await once(server, 'exit');
}

describe.runIf(shellPath !== undefined)('a sandbox', () => {
  test('leaves no process behind, whenever in its making the server is killed', async () => {
    const mark = `mark-${process.pid}`;
    const args = ['-v', 'error', '-f', 'matroska', '-i', 'pipe:0', '-metadata', mark, '-f', 'null', '-'];
    const command = launchCommand(launcher, ffmpegPath, args, GENEROUS_LIMITS);
    for (const ms of DEATHS_MS) await dieAfter(ms, command);
    const left = () => commandLines().filter((words) => words.includes(mark) && !words.includes('-e'));
    await vi.waitFor(() => expect(left()).toEqual([]), { timeout: EVENT_MS });
  });
});

describe.runIf(setprivPath !== undefined && shellPath !== undefined)('the supervisor', () => {
  const start = (script: string) => {
    const [file, ...args] = [...supervisorPrefix(setprivPath!, shellPath!), shellPath!, '-c', script];
    return spawn(file!, args, { detached: true, stdio: 'pipe' });
  };

  test('passes on the standard streams and the exit code', async () => {
    const child = start('cat; echo error >&2; exit 153');
    const texts = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray());
    child.stdin.end('input');
    expect(await once(child, 'exit')).toEqual([153, null]);
    expect((await Promise.all(texts)).flat()).toEqual(['input', 'error\n']);
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
