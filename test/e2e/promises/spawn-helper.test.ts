/** The spawn helper starts ffmpeg, so that spawning does not block the server; the server also works without it. */
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FfmpegBinary } from '../../../src/encoder/ffmpeg/binary.js';
import { type FfmpegCommand, runFfmpeg, startFfmpeg } from '../../../src/encoder/ffmpeg/process.js';
import { ProcessRegistry } from '../../../src/encoder/ffmpeg/registry.js';
import {
  type ExitReason,
  SpawnHelper,
  type SpawnHelperOptions,
} from '../../../src/encoder/ffmpeg/spawning/spawn-helper.js';
import { ffmpegUnderTest, GENEROUS_LIMITS } from '../../encoder/fixtures/ffmpeg-under-test.js';
import { isAlive, untilEnded, untilRuns } from '../../encoder/fixtures/process-life.js';

const PROGRAM = fileURLToPath(
  new URL('../../../dist/encoder/ffmpeg/spawning/spawn-helper-program.js', import.meta.url),
);
const NEVER = new AbortController().signal;
const MEGABYTE = Buffer.alloc(1024 * 1024, 7);

let binary: FfmpegBinary;
let registry: ProcessRegistry;
let helper: SpawnHelper;
let lost: ExitReason[];

beforeAll(async () => {
  binary = await ffmpegUnderTest();
});

beforeEach(() => {
  registry = new ProcessRegistry();
  lost = [];
  helper = beginHelper();
});

afterEach(async () => {
  await helper.close();
  expect(registry.count).toBe(0);
});

function beginHelper(more: Partial<SpawnHelperOptions> = {}): SpawnHelper {
  const onExit = (why: ExitReason) => void lost.push(why);
  const created = new SpawnHelper({ launcher: binary.launcher, program: PROGRAM, onExit, ...more });
  created.begin();
  return created;
}

/** A shell script in place of ffmpeg. */
function script(text: string, more: Partial<FfmpegCommand> = {}): FfmpegCommand {
  const plain = { ffmpegPath: '/bin/sh', launcher: binary.launcher };
  return {
    binary: plain,
    args: ['-c', text],
    limits: GENEROUS_LIMITS,
    registry,
    start: helper.start,
    ...more,
  };
}

async function* chunks(...pieces: readonly (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

const run = (command: FfmpegCommand, ...pieces: (string | Buffer)[]) =>
  runFfmpeg({ ...command, input: chunks(...pieces), signal: NEVER });

/** The parent of a newly started process, as reported by a shell that runs without confinement. */
async function parentOf(): Promise<number> {
  const unconfined = { ffmpegPath: '/bin/sh', launcher: {} };
  const { stdout } = await run(script('cat > /dev/null; echo $PPID', { binary: unconfined }));
  return Number(Buffer.from(stdout).toString());
}

describe('a process that the spawn helper starts', () => {
  test('is a child of the helper, not of the server', async () => {
    expect(await parentOf()).toBe(helper.pid);
    expect(helper.pid).not.toBe(process.pid);
  });

  test('receives all of its input, and everything it writes to any output is returned', async () => {
    const text = 'head -c 7654321; cat >&3; printf more >&4; echo careful >&2';
    const sent = Array.from({ length: 20 }, () => MEGABYTE);
    const { stdout, furtherOutputs, stderr } = await run(script(text, { outputs: 3 }), ...sent);
    const [rest, more] = furtherOutputs.map((output) => Buffer.from(output));
    expect(Buffer.concat([stdout, rest!]).equals(Buffer.concat(sent))).toBe(true);
    expect([stdout.length, more!.toString()]).toEqual([7_654_321, 'more']);
    expect(stderr).toBe('careful\n');
  });

  test('has its own streams, also when many run at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => run(script('exec cat'), `this is ${i}`)),
    );
    expect(answers.map(({ stdout }) => Buffer.from(stdout).toString())).toEqual(
      Array.from({ length: 40 }, (_, i) => `this is ${i}`),
    );
  });

  test('reports its exit code or signal', async () => {
    await expect(run(script('echo wrong >&2; exit 69'), 'x')).rejects.toMatchObject({
      code: 'encode_failed',
      cause: { exitCode: 69, signal: null, stderr: 'wrong\n' },
    });
    await expect(run(script('kill -KILL $$'), 'x')).rejects.toMatchObject({
      retryable: true,
      cause: { signal: 'SIGKILL' },
    });
  });

  test('fails with ffmpeg_missing if its file does not exist', async () => {
    const nowhere = { binary: { ffmpegPath: '/nowhere/ffmpeg', launcher: {} } };
    await expect(run(script('', nowhere), 'x')).rejects.toMatchObject({ code: 'ffmpeg_missing' });
  });

  test('may stop reading early', async () => {
    const { stdout } = await run(script('exec head -c 10'), ...Array.from({ length: 30 }, () => MEGABYTE));
    expect(stdout).toHaveLength(10);
  });

  test('is killed when its caller aborts', async () => {
    const controller = new AbortController();
    const child = await startFfmpeg(script("trap '' TERM; while :; do :; done"));
    const result = child.feed({ input: chunks('x'), signal: controller.signal });
    controller.abort();
    await expect(result).rejects.toMatchObject({ code: 'encode_cancelled' });
    expect(isAlive(child.pid)).toBe(false);
  });

  test('ends with the helper, whether that is closed or killed', async () => {
    for (const end of [() => void helper.close(), () => process.kill(helper.pid!, 'SIGKILL')]) {
      helper.begin();
      const child = await startFfmpeg(script('exec sleep 60'));
      // Without setpriv(1) only its input tells ffmpeg of the death of the helper.
      if (!binary.launcher.setprivPath) await untilRuns(child.pid, 'sleep');
      const result = child.feed({ input: chunks(), signal: NEVER });
      end();
      await expect(result).rejects.toMatchObject({ code: 'encode_failed', retryable: true });
      await untilEnded(child.pid);
    }
  });
});

describe('a server whose spawn helper exited', () => {
  test('starts processes directly until the helper is replaced', async () => {
    const first = helper.pid!;
    process.kill(first, 'SIGKILL');
    await vi.waitFor(() => expect(lost).toEqual(['ended']));
    expect(await parentOf()).toBe(process.pid);
    await vi.waitFor(() => expect(helper.pid).toBeDefined());
    expect(helper.pid).not.toBe(first);
    expect(await parentOf()).toBe(helper.pid);
  });

  test('does not lose the helper to a signal that is meant for the server', async () => {
    const { pid } = helper;
    await run(script('exec cat'), 'x');
    process.kill(pid!, 'SIGTERM');
    expect(await parentOf()).toBe(pid);
    expect(lost).toEqual([]);
  });
});

describe('a spawn helper that hangs', () => {
  /** One second without an answer: long for a process that does nothing else, on a busy machine too. */
  const heartbeat = { intervalMs: 50, maxUnanswered: 20 };

  beforeEach(async () => {
    await helper.close();
    helper = beginHelper({ heartbeat });
  });

  test('is killed with all its processes and replaced, and its pending requests are started directly', async () => {
    const running = await startFfmpeg(script('exec sleep 60'));
    const result = running.feed({ input: chunks(), signal: NEVER });
    const failure = expect(result).rejects.toMatchObject({ code: 'encode_failed', retryable: true });
    const first = helper.pid!;
    process.kill(first, 'SIGSTOP');
    expect(await parentOf()).toBe(process.pid);
    await failure;
    await untilEnded(first, 2000);
    await untilEnded(running.pid, 2000);
    expect([lost, registry.count]).toEqual([['silent'], 0]);
    await vi.waitFor(() => expect(helper.pid).toBeDefined(), { timeout: 20_000 });
    expect(await parentOf()).toBe(helper.pid);
  });

  test('delays neither the kill of a process nor the shutdown of the server', async () => {
    const running = await startFfmpeg(script('exec sleep 60'));
    process.kill(helper.pid!, 'SIGSTOP');
    running.kill();
    await expect(running.result).rejects.toMatchObject({ code: 'encode_cancelled' });
    await untilEnded(running.pid, 2000);
    helper.begin();
    process.kill(helper.pid!, 'SIGSTOP');
    await helper.close();
  });
});

test('an ffmpeg that hangs is killed after its timeout', async () => {
  const limits = { ...GENEROUS_LIMITS, timeoutMs: 300 };
  const stopped = await startFfmpeg(script('exec cat', { limits }));
  process.kill(stopped.pid, 'SIGSTOP');
  const result = stopped.feed({ input: chunks('x'), signal: NEVER });
  await expect(result).rejects.toMatchObject({ code: 'encode_timeout', retryable: true });
  expect([isAlive(stopped.pid), registry.count]).toEqual([false, 0]);
});
